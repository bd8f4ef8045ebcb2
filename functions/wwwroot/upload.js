// Sends the file of form[data-upload] in blocks to a signed address, and goes on where it stopped when the connection comes
// back, or the page is opened again and the same file chosen. Without it the plain form does the same in one piece.
// ps.upload.<address>|<kind>|<name>|<size>|<changed> = {u: upload, at}
(() => {
  const P = 'ps.upload.', DAY = 864e5, BLOCK_MS = 9e4, MAX_WAIT_MS = 3e4, MAX_STUCK = 6;
  let S = {};
  try { S = localStorage; S.length; } catch { S = { getItem() { }, setItem() { }, removeItem() { } }; }
  const parse = t => { try { return JSON.parse(t); } catch { } };
  Object.keys(S).filter(k => k.startsWith(P) && !(Date.now() - parse(S.getItem(k))?.at < DAY)).forEach(k => S.removeItem(k));
  const hex = b => [...new Uint8Array(b)].map(x => x.toString(16).padStart(2, '0')).join('');
  const wait = ms => new Promise(go => { const t = setTimeout(go, ms); addEventListener('online', () => { clearTimeout(t); go(); }, { once: true }); });
  const call = (url, o = {}) => {
    const c = new AbortController(), t = setTimeout(() => c.abort(), BLOCK_MS);
    return fetch(url, { ...o, signal: c.signal }).finally(() => clearTimeout(t));
  };
  const json = { Accept: 'application/json', 'Content-Type': 'application/json' };

  document.querySelectorAll('form[data-upload]').forEach(form => {
    const say = parse(form.dataset.say), url = form.dataset.upload, button = form.querySelector('button');
    const box = document.createElement('div'), bar = document.createElement('progress'), text = document.createElement('p');
    box.className = 'upload-state';
    box.hidden = true;
    text.role = 'status';
    bar.ariaLabel = say.progress;
    box.append(bar, text);
    form.append(box);
    const mb = n => (n / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    const show = (word, sent, size) => {
      box.hidden = false;
      box.className = 'upload-state' + (word === 'waiting' ? ' wait' : '');
      if (size) { bar.max = size; bar.value = sent; }
      const t = say[word] + (size ? ' ' + mb(sent) + ' / ' + mb(size) + ' MB' : '');
      if (text.textContent !== t) text.textContent = t;
    };
    const refuse = async r => {
      const p = r.type === 'opaqueredirect' || r.status === 401 ? { title: say.signIn } : parse(await r.text().catch(() => '')) || {};
      text.role = 'alert';
      box.className = 'upload-state bad';
      text.textContent = (p.title || say.failed) + (p.detail ? '. ' + p.detail : '') + (p.code ? ' (' + p.code + ')' : '');
      button.disabled = false;
    };
    const passing = r => r.status >= 500 || r.status === 429 || r.status === 408;

    async function send(file) {
      const kind = new FormData(form).get('kind') || '', key = [P + url, kind, file.name, file.size, file.lastModified].join('|');
      let upload = parse(S.getItem(key))?.u, ticket, sent = 0, stuck = 0, pause = 1e3, sha256;
      text.role = 'status';
      show('preparing');
      try { sha256 = hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())); } catch { }
      const later = async () => { show('waiting', sent, file.size); await wait(pause); pause = Math.min(pause * 2, MAX_WAIT_MS); };
      for (; ;) {
        try {
          if (!ticket) {
            const r = upload ? await call(url + '/' + upload, { headers: json, redirect: 'manual' })
              : await call(url, { method: 'POST', redirect: 'manual', headers: json, body: JSON.stringify({ kind, fileName: file.name.slice(-200), contentType: file.type || null, sizeBytes: file.size, sha256 }) });
            if (passing(r)) { await later(); continue; }
            if (!r.ok && upload && r.status !== 401 && r.type !== 'opaqueredirect') { upload = null; S.removeItem(key); continue; }
            if (!r.ok) return refuse(r);
            ticket = await r.json();
            upload = ticket.upload;
            if (ticket.receivedBytes > sent) stuck = 0;
            sent = ticket.receivedBytes;
            try { S.setItem(key, JSON.stringify({ u: upload, at: Date.now() })); } catch { }
          }
          show('sending', sent, file.size);
          if (sent < file.size) {
            const n = Math.floor(sent / ticket.blockBytes), part = file.slice(n * ticket.blockBytes, (n + 1) * ticket.blockBytes);
            const r = await call(ticket.address.replace('{block}', ('' + n).padStart(8, '0')), { method: 'PUT', body: part, credentials: 'omit' });
            if (r.ok) { sent = n * ticket.blockBytes + part.size; stuck = 0; pause = 1e3; continue; }
            // An address that has expired, a block that is not the next one: a fresh ticket tells how it stands.
            ticket = null;
            if (++stuck > MAX_STUCK) return form.submit();
            if (passing(r)) await later();
            continue;
          }
          show('checking', sent, file.size);
          const r = await call(url + '/' + upload + '/complete', { method: 'POST', redirect: 'manual', headers: json });
          if (passing(r)) { await later(); continue; }
          if (r.ok) { S.removeItem(key); location.assign(form.dataset.done); return; }
          const code = parse(await r.clone().text())?.code;
          if (code === 'FILE-013' && ++stuck <= MAX_STUCK) { ticket = null; continue; }
          S.removeItem(key);
          return refuse(r);
        } catch {
          // No answer: the connection broke, or this browser may not speak to the address at all.
          const blocked = ticket && sent < file.size && navigator.onLine;
          ticket = null;
          if (blocked && ++stuck > MAX_STUCK) return form.submit();
          await later();
        }
      }
    }

    form.onsubmit = e => {
      const file = form.elements.file.files[0];
      if (!file || !file.size) return;
      e.preventDefault();
      button.disabled = true;
      send(file);
    };
  });
})();
