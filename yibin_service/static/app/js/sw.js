// Serves the forms of field work when there is no network: each page and each static file as it was last seen.
// Nothing is answered from here while the network answers. What was seen goes when somebody logs out.
const PAGES = 'pages-1';
const FILES = 'files-1';
const KEPT = [/^\/staff\/daily-reports\/new\/$/, /^\/staff\/visits\/new\/$/, /^\/staff\/dispatches\/[^/]+\/record\/$/];
const isKept = (url) => KEPT.some((path) => path.test(url.pathname));

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![PAGES, FILES].includes(name)).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/static/')) event.respondWith(seen(event.request, FILES));
  else if (isKept(url)) event.respondWith(seen(event.request, PAGES));
  else if (event.request.mode === 'navigate' && url.pathname.startsWith('/login/')) event.respondWith(loggedOut(event.request));
});

// From the network, and kept; without network, what was kept under this address, whatever was asked after the `?`.
async function seen(request, name) {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(plain(request), answer.clone());
    return answer;
  } catch (problem) {
    const kept = await cache.match(plain(request));
    if (kept) return kept;
    throw problem;
  }
}

const plain = (request) => request.url.split(/[?#]/)[0];

async function loggedOut(request) {
  const answer = await fetch(request);
  await caches.delete(PAGES);
  return answer;
}
