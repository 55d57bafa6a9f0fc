// What the designer asks of the server. An answer never throws: { ok, data } or { ok: false, code, sentence }.

const token = () => document.querySelector('meta[name="csrf-token"]');

async function send(url, options) {
  const headers = { Accept: "application/json", "X-CSRFToken": token().content, ...options.headers };
  try {
    const answer = await fetch(url, { method: "POST", credentials: "same-origin", ...options, headers });
    if (answer.redirected) return { ok: answer.ok, url: answer.url };
    const data = await answer.json().catch(() => ({}));
    if (answer.ok) return { ok: true, data };
    return { ok: false, code: answer.status === 401 ? "expired" : data.code || "", sentence: data.message || "" };
  } catch (error) {
    return { ok: false, code: "offline", sentence: "" };
  }
}

/** Whoever has signed in again in another window has another token by now. */
async function renewToken() {
  const answer = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer || !answer.ok || answer.url !== window.location.href) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector('meta[name="csrf-token"]');
  if (fresh) token().content = fresh.content;
  return Boolean(fresh);
}

async function ask(url, options) {
  const answer = await send(url, options);
  if (answer.ok || (answer.code !== "csrf" && answer.code !== "expired")) return answer;
  if (await renewToken()) return send(url, options);
  return { ok: false, code: "expired", sentence: "" };
}

export const postJson = (url, data) =>
  ask(url, { body: JSON.stringify(data), headers: { "Content-Type": "application/json" } });

export function postForm(url, values) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  return ask(url, { body });
}
