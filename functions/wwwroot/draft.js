// Keeps form[data-draft] until the server has it.
// ps.draft.<schema>:<name> = {v: version, at, f: [[name, value]…], w: to be sent}
(() => {
  const P = 'ps.draft.', SCHEMA = 1, DAYS = 14, S = localStorage, box = /^(checkbox|radio)$/, $ = s => [...document.querySelectorAll(s)];
  const upgrade = { /* 1: d => d in schema 2 */ };
  const nameOf = k => k.slice(k.indexOf(':') + 1);
  const keys = () => Object.keys(S).filter(k => k.startsWith(P));
  const drop = name => keys().forEach(k => nameOf(k) === name && S.removeItem(k));
  const read = name => {
    for (let s = SCHEMA; s; s--) try {
      let d = JSON.parse(S.getItem(P + s + ':' + name));
      for (let u = s; d && u < SCHEMA; u++) d = upgrade[u](d);
      if (d && Array.isArray(d.f)) return d;
    } catch { }
  };
  try {
    keys().forEach(k => { const d = read(nameOf(k)); if (!d || Date.now() - d.at > DAYS * 864e5) S.removeItem(k); });
    if ($('[data-draft-clear]').length) S.clear();
    $('[data-draft-done]').forEach(e => drop(e.dataset.draftDone));
  } catch { return; }
  $('form[data-draft]').forEach(form => {
    const name = form.dataset.draft, say = JSON.parse(form.dataset.say), bar = document.createElement('div');
    let version = form.dataset.version, timer = 0, busy;
    bar.role = 'status';
    form.append(bar);
    const fields = () => [...form.elements].filter(e => e.name && !/^(hidden|file|password|submit|button)$/.test(e.type));
    const tell = (text, wait, ...acts) => {
      bar.textContent = say[text];
      bar.className = 'draft-state' + (wait ? ' wait' : '');
      acts.forEach(([label, act]) => {
        const b = Object.assign(document.createElement('button'), { type: 'button', textContent: say[label], onclick: act });
        bar.append(b);
      });
    };
    const keep = w => {
      clearTimeout(timer);
      timer = 0;
      const f = fields().filter(e => !box.test(e.type) || e.checked).map(e => [e.name, e.value]);
      try { S.setItem(P + SCHEMA + ':' + name, JSON.stringify({ v: version, at: Date.now(), f, w })); return 1; }
      catch { tell('full', 1); }
    };
    const fill = f => {
      f = f.slice();
      fields().forEach(e => {
        const b = box.test(e.type), i = f.findIndex(([n, v]) => n === e.name && (!b || v === e.value));
        if (b) e.checked = i >= 0;
        else if (i >= 0) e.value = f[i][1];
        if (i >= 0) f.splice(i, 1);
      });
    };
    const see = ['see', () => location.reload()], discard = ['discard', () => { drop(name); see[1](); }];

    async function send() {
      if (busy || !form.dataset.save) return;
      busy = 1;
      try {
        const r = await fetch(form.dataset.save, { method: 'POST', body: new FormData(form), redirect: 'manual', headers: { Accept: 'application/json' } });
        if (r.ok) {
          version = form.dataset.version = '' + (await r.json()).version;
          if (form.elements.version) form.elements.version.value = version;
          drop(name);
          tell('saved');
        } else if (r.status === 409) tell('moved', 1, see, discard);
        else if (r.type === 'opaqueredirect' || r.status === 401) tell('signIn', 1);
        else if (r.status < 500 && r.status !== 429) { keep(); tell('check', 1); }
        else tell('waiting', 1);
      } catch { tell('waiting', 1); }
      busy = 0;
    }

    const d = read(name);
    if (d && form.dataset.posted) keep();
    else if (d && d.v === version) {
      fill(d.f);
      tell('restored', 0, discard);
      if (d.w) { tell('waiting', 1); send(); }
    } else if (d) tell('older', 1, ['useMine', () => { fill(d.f); keep(); tell('check'); }], discard);

    const wait = () => keep(1) && !tell('waiting', 1);
    form.oninput = () => { clearTimeout(timer); timer = setTimeout(() => navigator.onLine ? keep() : wait(), 400); };
    form.onsubmit = e => { if (navigator.onLine) keep(); else if (wait()) e.preventDefault(); };
    addEventListener('pagehide', () => timer && keep());
    addEventListener('online', () => read(name)?.w && send());
  });
})();
