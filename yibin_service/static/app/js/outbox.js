// What was written on this phone without network: one row a form, kept until the server has answered.
const NAME = 'field-work';
const STORE = 'outbox';

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function work(mode, deed) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = deed(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const put = (row) => work('readwrite', (store) => store.put(row));
export const drop = (id) => work('readwrite', (store) => store.delete(id));

// Those of this person, the oldest first: a phone may pass from hand to hand.
export async function rowsOf(user) {
  const rows = await work('readonly', (store) => store.getAll());
  return rows.filter((row) => row.user === user).sort((one, other) => one.at.localeCompare(other.at));
}
