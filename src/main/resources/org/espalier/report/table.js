
// The table of trials: rows of the shown trials, sorted by a column.

var ROWS = 200; // rows at first; a button shows all

function cell(tag, text, name, title) {
  var made = node(tag, text, name);
  if (title && title !== text) { made.title = title; }
  return made;
}

function numberCell(value, text) {
  return value === null || value === undefined ? cell('td', '\u2013', 'n') : cell('td', text, 'n', minus(String(value)));
}

/** Columns of the table: a heading, a sort key and a cell each. */
function tableColumns() {
  var columns = [
    { id: 'trial', name: 'Trial', number: true, key: function (t) { return t; }, cell: function (t) { var th = cell('th', String(t), 'n'); th.scope = 'row'; return th; } },
    { id: 'state', name: 'State', key: function (t) { return coded(trials.state, t); }, cell: stateCell },
    { id: 'score', name: trials.error.some(function (e) { return e !== null; }) ? 'Score \u00b1 std. error' : 'Score', number: true, key: function (t) { return trials.score[t]; }, cell: scoreCell }
  ];
  if (data.learners.length) { columns.push({ id: 'learner', name: 'Learner', key: learnerOf, cell: learnerCell }); }
  parameterColumns(columns);
  function counts(name, values) {
    columns.push({ id: name.toLowerCase(), name: name, number: true, key: function (t) { return values[t]; }, cell: function (t) { return numberCell(values[t], String(values[t])); } });
  }
  if (trials.iterations.some(function (n) { return n !== null; })) { counts('Iterations', trials.iterations); }
  if (trials.rung.some(function (rung) { return rung > 0; })) { counts('Rung', trials.rung); }
  if (trials.folds.some(function (folds) { return folds > 1; })) { counts('Folds', trials.folds); }
  columns.push({ id: 'time', name: 'Task time (s)', number: true, key: function (t) { return trials.seconds[t]; }, cell: function (t) { return numberCell(trials.seconds[t], trials.seconds[t].toFixed(1)); } });
  columns.push({ id: 'origin', name: 'Origin', key: function (t) { return coded(trials.origin, t); }, cell: function (t) { return cell('td', coded(trials.origin, t)); } });
  if (trials.reason.texts.some(Boolean)) {
    columns.push({ id: 'reason', name: 'Reason', key: function (t) { return coded(trials.reason, t); }, cell: function (t) { return cell('td', coded(trials.reason, t), 'reason'); } });
  }
  return columns;
}

/** Adds a column for each param; learners that have params of the same name share one. */
function parameterColumns(columns) {
  var byLabel = {};
  shownParameters().filter(function (p) { return p.name !== 'learner'; }).forEach(function (p) {
    (byLabel[p.label] = byLabel[p.label] || []).push(p);
  });
  Object.keys(byLabel).forEach(function (label) {
    var shared = byLabel[label];
    function own(trial) { return shared.find(function (p) { return p.values[trial] !== null; }); }
    columns.push({
      id: 'param.' + label,
      name: label,
      number: shared.every(function (p) { return !p.listed.length; }),
      key: function (trial) { var p = own(trial); return p ? p.values[trial] : null; },
      cell: function (trial) {
        var p = own(trial);
        if (!p) { return cell('td', '\u2013', shared[0].listed.length ? '' : 'n'); }
        var text = valueText(p, p.values[trial]);
        return p.listed.length ? cell('td', cut(text), '', text) : numberCell(p.values[trial], text);
      }
    });
  });
}

function stateCell(trial) {
  var state = coded(trials.state, trial);
  var made = cell('td', '');
  made.appendChild(cell('span', state, 'state ' + state));
  Object.keys(trials.roles).filter(function (role) { return trials.roles[role] === trial; }).forEach(function (role) {
    made.appendChild(document.createTextNode(' '));
    made.appendChild(cell('span', role === 'leader' ? 'best so far' : role, 'role'));
  });
  return made;
}

function scoreCell(trial) {
  var score = trials.score[trial];
  if (score === null) { return cell('td', '\u2013', 'n'); }
  var made = cell('td', fixed(score), 'n', minus(String(score)));
  if (trials.error[trial] !== null) { made.appendChild(cell('span', plusMinus(trial), 'muted error')); }
  return made;
}

function learnerCell(trial) {
  var made = cell('td', '', 'learner');
  if (data.learners.length > 1) { made.appendChild(cell('span', '', 'swatch c' + trials.learner[trial] % 6)); }
  made.appendChild(document.createTextNode(learnerOf(trial)));
  return made;
}

/** Trials in the order that the reader chose; those without a value stand last either way. */
function sorted(list, column, descending) {
  return list.map(function (trial) { return { trial: trial, key: column.key(trial) }; }).sort(function (a, b) {
    var gaps = (a.key === null) - (b.key === null);
    var order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    return gaps || (descending ? -order : order) || a.trial - b.trial;
  }).map(function (entry) { return entry.trial; });
}

/** Trials whose rows have all the words that the reader looks for. */
function found(list, columns) {
  var words = view.find.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? list : list.filter(function (trial) {
    var text = columns.map(function (column) { return column.cell(trial).textContent; }).join(' ').toLowerCase();
    return words.every(function (word) { return text.indexOf(word) >= 0; });
  });
}

function startTable() {
  var table = document.getElementById('trial-table');
  if (!table) { return; }
  var more = node('button', '', 'more');
  more.type = 'button';
  table.parentNode.parentNode.appendChild(more);
  var limit = ROWS;
  more.addEventListener('click', function () { limit = Infinity; draw(); });

  function draw() {
    var columns = tableColumns();
    var sort = /^(.*?)(-desc)?$/.exec(view.sort || 'trial');
    var by = columns.find(function (column) { return column.id === sort[1]; }) || columns[0];
    var rows = found(sorted(shownTrials(), by, Boolean(sort[2])), columns);
    head(table, columns, by, Boolean(sort[2]));
    var body = document.createElement('tbody');
    rows.slice(0, limit).forEach(function (trial) {
      var row = body.insertRow();
      row.className = Object.keys(trials.roles).filter(function (role) { return trials.roles[role] === trial; }).join(' ');
      columns.forEach(function (column) { row.appendChild(column.cell(trial)); });
    });
    table.replaceChild(body, table.tBodies[0]);
    table.setAttribute('data-rows', rows.length);
    more.hidden = rows.length <= limit;
    more.textContent = 'Show all ' + rows.length + ' rows';
  }

  followers.push(draw);
  draw();
  window.addEventListener('beforeprint', function () { limit = Math.max(limit, 1000); draw(); });
}

function head(table, columns, by, descending) {
  var row = document.createElement('tr');
  var focused = document.activeElement && document.activeElement.getAttribute('data-column');
  columns.forEach(function (column) {
    var th = cell('th', '', column.number ? 'n' : '');
    th.scope = 'col';
    var button = node('button', column.name);
    button.type = 'button';
    button.setAttribute('data-column', column.id);
    th.appendChild(button);
    th.setAttribute('aria-sort', column !== by ? 'none' : descending ? 'descending' : 'ascending');
    button.addEventListener('click', function () {
      changeView({ sort: column.id + (column === by && !descending ? '-desc' : '') });
    });
    row.appendChild(th);
  });
  table.tHead.replaceChild(row, table.tHead.rows[0]);
  if (focused !== null) {
    var again = Array.from(row.querySelectorAll('button')).find(function (b) { return b.getAttribute('data-column') === focused; });
    if (again) { again.focus(); }
  }
}
