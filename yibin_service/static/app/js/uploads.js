// Pictures and files go up one by one while one writes; each has its own id, so a retry stores it once.
import { csrfToken, newId } from './ids.js';
import { shrunk, takenAt } from './pictures.js';
import { escaped } from './words.js';

class Uploads {
  constructor(list) {
    this.list = list;
    this.add = list.querySelector('[data-upload-add]');
    this.input = this.add.querySelector('input[type=file]');
    this.queue = [];
    this.isBusy = false;
    this.input.addEventListener('change', () => {
      this.take([...this.input.files]);
      this.input.value = '';
    });
    list.addEventListener('click', (event) => this.pressed(event.target));
  }

  take(files) {
    const room = Number(this.list.dataset.maxFiles) - this.list.querySelectorAll('[data-tile], [data-file]').length;
    files.slice(0, Math.max(room, 0)).forEach((file) => this.queue.push(this.tile(file)));
    if (files.length > room) this.refuse(`最多 ${this.list.dataset.maxFiles}个，多出的 ${files.length - Math.max(room, 0)}个没有传`);
    this.next();
  }

  tile(file) {
    const item = document.createElement('li');
    item.dataset.file = newId();
    item.file = file;
    const picture = file.type.startsWith('image/') ? `<img class="q-uploading" alt="" src="${URL.createObjectURL(file)}">` : '<div class="q-uploading"></div>';
    item.innerHTML = `<figure>${picture}<figcaption><span class="q-wrap">${escaped(file.name)}</span><br>`
      + '<progress max="100" value="0" aria-label="上传进度"></progress> <span data-said>等待上传</span></figcaption></figure>';
    // A file that only calls itself a picture shows an empty tile, not a broken one.
    item.querySelector('img')?.addEventListener('error', (event) => {
      event.target.replaceWith(Object.assign(document.createElement('div'), { className: 'q-uploading' }));
    });
    this.add.before(item);
    return { item, file };
  }

  async next() {
    if (this.isBusy || !this.queue.length) return;
    this.isBusy = true;
    const { item, file } = this.queue.shift();
    try {
      await this.put(item, file);
    } catch (problem) {
      this.fail(item, file, problem.message || '没有传上：没有连上服务器');
    }
    this.isBusy = false;
    this.next();
  }

  async put(item, file) {
    const body = new FormData();
    const picture = await shrunk(file);
    if (picture.size > Number(this.list.dataset.maxBytes)) {
      throw new Error(`超过 ${Math.round(this.list.dataset.maxBytes / 1048576)} MB，请压小或拆开再传`);
    }
    body.append('file', picture, file.name);
    body.append('taken_at', await takenAt(file));
    body.append('act_id', item.dataset.file);
    const answer = await this.post(body, item);
    if (answer.status >= 400 || answer.status === 0) throw new Error(said(answer));
    const box = document.createElement('template');
    box.innerHTML = answer.responseText.trim();
    URL.revokeObjectURL(item.querySelector('img')?.src);
    item.replaceWith(box.content);
    this.list.dispatchEvent(new CustomEvent('upload:done', { bubbles: true }));
  }

  post(body, item) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', this.list.dataset.uploadUrl);
      request.setRequestHeader('X-CSRFToken', csrfToken());
      request.upload.addEventListener('progress', (event) => {
        const percent = Math.floor((event.loaded / event.total) * 100);
        item.querySelector('progress').value = percent;
        item.querySelector('[data-said]').textContent = `${percent}%`;
      });
      request.addEventListener('load', () => resolve(request));
      request.addEventListener('error', () => reject(new Error('没有传上：没有连上服务器')));
      request.send(body);
    });
  }

  fail(item, file, words) {
    item.classList.add('is-failed');
    item.querySelector('progress')?.remove();
    item.querySelector('[data-said]').innerHTML = `${escaped(words)} <button class="q-textbtn" type="button" data-again>再传一次</button>`
      + ' <button class="q-textbtn" type="button" data-drop>不传了</button>';
    item.file = file;
  }

  refuse(words) {
    const item = document.createElement('li');
    item.className = 'is-failed';
    item.innerHTML = `<figure><figcaption role="alert">${escaped(words)} <button class="q-textbtn" type="button" data-drop>知道了</button></figcaption></figure>`;
    this.add.before(item);
  }

  pressed(target) {
    const item = target.closest('li');
    if (target.matches('[data-drop]')) item.remove();
    if (target.matches('[data-again]')) {
      const fresh = this.tile(item.file);
      fresh.item.dataset.file = item.dataset.file;
      item.replaceWith(fresh.item);
      this.queue.push(fresh);
      this.next();
    }
    if (target.matches('[data-remove-tile]')) this.remove(item, target);
  }

  async remove(item, button) {
    button.disabled = true;
    try {
      const answer = await fetch(button.dataset.removeTile, { method: 'POST', headers: { 'X-CSRFToken': csrfToken() } });
      if (answer.ok) {
        item.remove();
        this.input.focus();
      }
    } finally { button.disabled = false; }
  }
}

function said(answer) {
  try {
    return JSON.parse(answer.responseText).message;
  } catch {
    return '没有传上：服务器没有收下，请再传一次';
  }
}

export function uploads(root) {
  for (const list of root.querySelectorAll('[data-upload-url]')) {
    if (list.dataset.isReady) continue;
    list.dataset.isReady = '1';
    new Uploads(list);
  }
}
