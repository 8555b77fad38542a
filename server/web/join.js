// Moves the code of a link from the address into the field. It is never sent by itself.
const code = readCode();
const field = document.getElementById("code");
for (const link of document.querySelectorAll(".home a")) link.href += location.hash;
if (code && field) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
  field.form.querySelector("button").focus();
} else if (code) {
  // Signing in comes first: browsers keep what stands after the `#`, and never send it.
  for (const form of document.querySelectorAll("main form")) form.action += location.hash;
  for (const link of document.querySelectorAll("main a.button")) link.href += location.hash;
}
// Shows the button of passkeys where the browser has them, and at the address that has them.
const passkey = document.getElementById("passkey");
if (
  passkey?.dataset.host === location.hostname &&
  globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON
) passkey.hidden = false;

function readCode() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // cut in the middle of a letter
  }
}
