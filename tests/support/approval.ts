import type { NewSignInRequest } from "../../shared/contract/sign_in_requests.ts";
import type { Joined, TestClient } from "./circle.ts";

/** A device asks to be signed in, and somebody approves it. */
export async function requestApproval(
  { client }: Pick<TestClient, "client">,
  approver: Pick<Joined, "client">,
): Promise<NewSignInRequest> {
  const request = await client().createSignInRequest({});
  await approver.client.approveSignInRequest({ body: { code: request.code } });
  return request;
}

/** Signs a device in by approval; returns the id of its session. */
export async function signInByApproval(
  testClient: Pick<TestClient, "client">,
  approver: Pick<Joined, "client">,
): Promise<string> {
  const { secret } = await requestApproval(testClient, approver);
  await testClient.client().finishSignInRequest({ body: { secret } });
  const [session] = await approver.client.listSessions({ query: { limit: 1 } });
  return session!.id;
}
