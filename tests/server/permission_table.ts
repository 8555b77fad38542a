/**
 * Who may call what: every endpoint of the contract in at least one row, everyone who might call
 * in a column, and the status that is answered in each cell. The first word of a row is the
 * endpoint; `permission_calls.ts` says what is sent. All is about one family: an outsider has
 * another, an ex-member was in it, and all script tokens are made by an owner of it, who has
 * another family too: one that may do all, one that only reads, one that is bound to the family,
 * and one that is bound to the other.
 */
export const PERMISSION_TABLE = `
                                     stranger outsider ex-member member admin owner | full read-only bound elsewhere

register                              403      403      403       403    403   403     403  403       403   403
register by an invite                 201      201      201       201    201   201     201  201       201   201
login                                 200      200      200       200    200   200     200  200       200   200
refresh                               200      200      200       200    200   200     200  200       200   200
proveServer                           200      200      200       200    200   200     200  200       200   200
createSignInRequest                   201      201      201       201    201   201     201  201       201   201
pollSignInRequest                     202      202      202       202    202   202     202  202       202   202
finishSignInRequest                   200      200      200       200    200   200     200  200       200   200
createPasskeyLoginOptions             409      409      409       409    409   409     409  409       409   409
loginByPasskey                        409      409      409       409    409   409     409  409       409   409
resetPassword                         204      204      204       204    204   204     204  204       204   204
previewInvite                         200      200      200       200    200   200     200  200       200   200
getHealth                             200      200      200       200    200   200     200  200       200   200
getReadiness                          200      200      200       200    200   200     200  200       200   200
getOpenApi                            200      200      200       200    200   200     200  200       200   200
getDocs                               200      200      200       200    200   200     200  200       200   200
getMetrics                            200      200      200       200    200   200     200  200       200   200

getProfile                            401      200      200       200    200   200     200  200       200   200
updateProfile                         401      200      200       200    200   200     200  403       403   403
changeEmail                           401      200      200       200    200   200     403  403       403   403
changePassword                        401      204      204       204    204   204     403  403       403   403
keepPassword                          401      204      204       204    204   204     403  403       403   403
deleteProfile                         401      204      204       204    204   204     403  403       403   403
deleteProfileByPost                   401      204      204       204    204   204     403  403       403   403
logout                                401      204      204       204    204   204     403  403       403   403
confirmPassword                       401      204      204       204    204   204     403  403       403   403
listSessions                          401      200      200       200    200   200     403  403       403   403
keepSession of a new device           401      204      204       204    204   204     403  403       403   403
previewSignInRequest                  401      200      200       200    200   200     403  403       403   403
approveSignInRequest                  401      204      204       204    204   204     403  403       403   403
refuseSignInRequest                   401      204      204       204    204   204     403  403       403   403
createPasskeyOptions                  401      409      409       409    409   409     403  403       403   403
addPasskey                            401      409      409       409    409   409     403  403       403   403
listPasskeys                          401      200      200       200    200   200     403  403       403   403
keepPasskey of one's own              401      204      204       204    204   204     403  403       403   403
removePasskey of one's own            401      204      204       204    204   204     403  403       403   403
removePasskeyByPost of one's own      401      204      204       204    204   204     403  403       403   403
endSession of one's own               401      204      204       204    204   204     403  403       403   403
listTokens                            401      200      200       200    200   200     403  403       403   403
createToken                           401      201      201       201    201   201     403  403       403   403
createToken for the family            401      404      404       201    201   201     403  403       403   403
updateToken of one's own              401      200      200       200    200   200     403  403       403   403
revokeToken of one's own              401      204      204       204    204   204     403  403       403   403

listFamilies                          401      200      200       200    200   200     200  200       200   200
createFamily                          401      201      201       201    201   201     201  403       403   403
getFamily                             401      404      404       200    200   200     200  200       200   404
updateFamily                          401      404      404       403    403   200     200  403       200   404
deleteFamily                          401      404      404       403    403   204     403  403       403   403
listFamilyLog                         401      404      404       200    200   200     200  200       200   404

listFamilyMembers of no named family  401      200      404       200    200   400     400  400       200   200
listFamilyMembers of the family       401      404      404       200    200   200     200  200       200   404
listMembers                           401      404      404       200    200   200     200  200       200   404
setMemberRole of a member to admin    401      404      404       403    200   200     403  403       403   404
setMemberRole of a member to owner    401      404      404       403    403   200     403  403       403   404
setMemberRole of an admin to member   401      404      404       403    403   200     200  403       200   404
setMemberRole of an owner to member   401      404      404       403    403   200     200  403       200   404
setMemberRole of oneself to member    401      404      404       200    200   200     200  403       200   404
setMemberRole of oneself to owner     401      404      404       403    403   200     200  403       200   404
removeMember a member                 401      404      404       403    204   204     204  403       204   404
removeMember an admin                 401      404      404       403    403   204     204  403       204   404
removeMember an owner                 401      404      404       403    403   204     204  403       204   404
removeMember oneself                  401      404      404       204    204   204     403  403       403   404
createResetCode of a member           401      404      404       403    403   201     403  403       403   403
createResetCode of oneself            401      404      404       403    403   403     403  403       403   403

listPeople                            401      404      404       200    200   200     200  200       200   404
createPerson                          401      404      404       201    201   201     201  403       201   404
getPerson                             401      404      404       200    200   200     200  200       200   404
updatePerson without an account       401      404      404       200    200   200     200  403       200   404
updatePerson who is a member          401      404      404       403    200   200     200  403       200   404
updatePerson who is the owner         401      404      404       403    200   200     200  403       200   404
updatePerson who is oneself           401      404      404       200    200   200     200  403       200   404
deletePerson of another               401      404      404       403    204   204     204  403       204   404
deletePerson added by oneself         401      404      404       204    204   204     204  403       204   404
deletePerson who is a member          401      404      404       403    409   409     409  403       409   404
exportVcards                          401      404      404       200    200   200     200  200       200   404
exportCsv                             401      404      404       200    200   200     200  200       200   404
exportBirthdays                       401      404      404       200    200   200     200  200       200   404
exportFamily                          401      404      404       200    200   200     403  403       403   403
listBirthdays                         401      404      404       200    200   200     200  200       200   404

listPosts                             401      404      404       200    200   200     200  200       200   404
listPosts by words                    401      404      404       200    200   200     200  200       200   404
createPhoto                           401      404      404       201    201   201     201  403       201   404
getPhoto                              401      404      404       200    200   200     200  200       200   404
createPost                            401      404      404       201    201   201     201  403       201   404
getPost                               401      404      404       200    200   200     200  200       200   404
updatePost of another                 401      404      404       403    403   403     403  403       403   404
updatePost of one's own               401      404      404       200    200   200     200  403       200   404
deletePost of another                 401      404      404       403    204   204     204  403       204   404
deletePost of one's own               401      404      404       204    204   204     204  403       204   404
listComments                          401      404      404       200    200   200     200  200       200   404
createComment                         401      404      404       201    201   201     201  403       201   404
updateComment of another              401      404      404       403    403   403     403  403       403   404
updateComment of one's own            401      404      404       200    200   200     200  403       200   404
deleteComment of another              401      404      404       403    204   204     204  403       204   404
deleteComment of one's own            401      404      404       204    204   204     204  403       204   404
setReaction                           401      404      404       204    204   204     204  403       204   404
removeReaction                        401      404      404       204    204   204     204  403       204   404
getOwnJournal                         401      200      200       200    200   200     403  403       403   403
getOwnJournal of the family           401      404      404       200    200   200     403  403       403   403
getSeen                               401      404      404       200    200   200     200  200       200   404
setSeen                               401      404      404       204    204   204     204  403       204   404

listFeeds                             401      404      404       200    200   200     403  403       403   403
createFeed                            401      404      404       201    201   201     403  403       403   403
deleteFeed of another                 401      404      404       404    204   204     403  403       403   403
deleteFeed made by oneself             401      404      404       204    204   204     403  403       403   403
readFeed                              200      200      200       200    200   200     200  200       200   200

listInvites                           401      404      404       403    200   200     200  200       200   404
createInvite as member                401      404      404       403    201   201     201  403       201   404
createInvite as admin                 401      404      404       403    201   201     403  403       403   404
createInvite as owner                 401      404      404       403    403   201     403  403       403   404
createInvite for a person             401      404      404       403    201   201     201  403       201   404
createInvite for a member             401      404      404       403    409   409     409  403       409   404
revokeInvite as member                401      404      404       403    204   204     204  403       204   404
revokeInvite as owner                 401      404      404       403    403   204     204  403       204   404
acceptInvite                          401      200      200       409    409   409     409  403       403   403
`;

/** One row of the table: a call, and the status that each caller is answered with. */
export interface PermissionRow {
  /** The endpoint and what is done with it. */
  readonly title: string;
  readonly statuses: Readonly<Record<string, number>>;
}

/** The table, read. */
export function readPermissionTable(): PermissionRow[] {
  const [head, ...lines] = PERMISSION_TABLE.split("\n").filter((line) => line.trim() !== "");
  const callers = head!.replace("|", " ").trim().split(/ +/);
  return lines.map((line) => {
    const [, title, cells] = /^(\S.*?) {2,}([\d ]+)$/.exec(line)!;
    const statuses = cells!.trim().split(/ +/).map(Number);
    if (statuses.length !== callers.length) throw new Error(`${title} has a cell too many or few`);
    return {
      title: title!,
      statuses: Object.fromEntries(callers.map((caller, index) => [caller, statuses[index]!])),
    };
  });
}
