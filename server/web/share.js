// Shows the button that hands a link to the phone's other apps, where the browser can do that.
const button = document.getElementById("share");
if (button && navigator.share) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const { title, text, url } = button.dataset;
    navigator.share({ title, text, url }).catch(() => {}); // people may change their minds
  });
}
