// Shows what needs passkeys where the browser has them, and lets one answer the challenge of a form.
const form = document.querySelector("form[action$='/finish']");
const box = document.getElementById("passkey");
if (form && location.hash) {
  // The code of a link goes along: browsers keep what stands after the `#`, and never send it.
  form.action += location.hash;
  for (const link of document.querySelectorAll("main a")) link.href += location.hash;
}

const answer = async () => {
  const { options, kind } = box.dataset;
  const publicKey = JSON.parse(options);
  const credential = kind === "create"
    ? await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    })
    : await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
    });
  const { id, response } = credential.toJSON();
  const {
    clientDataJSON,
    attestationObject,
    transports,
    authenticatorData,
    signature,
    userHandle,
  } = response;
  form.elements.response.value = JSON.stringify({
    id,
    response: kind === "create"
      ? { clientDataJSON, attestationObject, transports }
      : { clientDataJSON, authenticatorData, signature, userHandle },
  });
  form.submit();
};

const ask = () => answer().catch(() => (document.getElementById("failed").hidden = false));

const isElsewhere = box?.dataset.host !== undefined && box.dataset.host !== location.hostname;
if (isElsewhere) {
  document.getElementById("elsewhere").hidden = false;
} else if (box && globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  box.hidden = false;
  if (form && box.dataset.options) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
    ask();
  }
}
