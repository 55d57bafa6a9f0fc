// Figures that change: the server says that there is something new (server-sent events), the page fetches it. Where no stream
// can be had, it asks every two seconds.

const AGAIN = 2000; // ms between two questions without a stream
const BACK = 30000; // ms until a stream is tried again

const source = document.querySelector("[data-events]");

function changed() {
  if (!document.hidden) document.body.dispatchEvent(new Event("changed"));
}

function listen() {
  const stream = new EventSource(source.dataset.events);
  stream.addEventListener("message", changed);
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return; // the browser opens it again by itself
    const asking = setInterval(changed, AGAIN);
    setTimeout(() => {
      clearInterval(asking);
      listen();
    }, BACK);
  });
}

if (source) {
  listen();
  document.addEventListener("visibilitychange", changed);
}
