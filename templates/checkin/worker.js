// The page at a gate opens without network: its own files are kept here, nothing else, and nothing of the API.

const CACHE = "gate-{{ digest }}";
const FILES = {{ files | safe }};

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE)
      .then((cache) => cache.addAll(FILES.map((path) => new Request(path, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || pathname.startsWith("/api/")) return;
  if (!FILES.includes(pathname)) return;
  event.respondWith(caches.match(pathname, { cacheName: CACHE, ignoreSearch: true, ignoreVary: true }).then((kept) => kept || fetch(event.request)));
});
