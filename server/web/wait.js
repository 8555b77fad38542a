// Asks every few seconds what has become of a request, and shows it in place of what stands here.
const SECONDS = 5;
const look = async () => {
  try {
    const answer = await fetch(location.pathname, { headers: { accept: "text/html" } });
    if (answer.status >= 500) throw new Error("the server is away for a while");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.querySelector("main");
    if (news && !news.querySelector("#waiting")) {
      document.title = page.title;
      document.querySelector("main").replaceWith(news);
      const heading = news.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus(); // where a screen reader goes on
      return;
    }
  } catch {
    // the network or the server may come back
  }
  setTimeout(look, SECONDS * 1000);
};
if (document.getElementById("waiting")) setTimeout(look, SECONDS * 1000);
