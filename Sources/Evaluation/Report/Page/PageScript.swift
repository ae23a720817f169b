/// What makes the page's tables and sequences answer. See ``PageStyle`` for why it is a string.
enum PageScript {
  /// The page's script.
  static var source: String {
    "(() => {\n'use strict';\n" + data + tables + saving + viewer + drawing + start + "})();\n"
  }

  /// The embedded data, and small makers of elements. Text always goes in as text.
  private static let data = #"""
    const {benchmarks, colors, patterns} = JSON.parse(document.getElementById('data').textContent);
    const make = (name, attributes = {}, text) => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      if (text !== undefined) element.textContent = text;
      return element;
    };
    const drawn = (name, attributes = {}) => {
      const element = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };

    """#

  /// Tables that sort, and tables whose measure can be chosen.
  private static let tables = #"""
    const words = new Intl.Collator(undefined, {numeric: true});
    function sort(table, column, direction) {
      const body = table.tBodies[0];
      const isText = table.tHead.rows[0].cells[column].classList.contains('name');
      const keyed = Array.from(body.rows, row => {
        const cell = row.cells[column];
        // An estimate's interval stands behind its value.
        return {row, key: isText ? cell.textContent : parseFloat(cell.firstChild.textContent)};
      });
      // What has no value comes last whichever way.
      keyed.sort((a, b) => isText ? direction * words.compare(a.key, b.key)
        : Number.isNaN(a.key) || Number.isNaN(b.key) ? Number.isNaN(a.key) - Number.isNaN(b.key)
        : direction * (a.key - b.key));
      body.append(...keyed.map(entry => entry.row));
      for (const [index, cell] of Array.from(table.tHead.rows[0].cells).entries()) {
        if (index !== column) cell.removeAttribute('aria-sort');
        else cell.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
      }
    }
    function resort(table) {
      const cells = Array.from(table.tHead.rows[0].cells);
      const column = cells.findIndex(cell => cell.hasAttribute('aria-sort'));
      if (column >= 0) {
        sort(table, column, cells[column].getAttribute('aria-sort') === 'ascending' ? 1 : -1);
      }
    }
    document.addEventListener('click', event => {
      const heading = event.target.closest('thead th');
      if (!heading || !event.target.closest('button')) return;
      const sorted = heading.getAttribute('aria-sort');
      const first = heading.dataset.first === 'descending' ? -1 : 1;
      const direction = sorted ? (sorted === 'ascending' ? -1 : 1) : first;
      sort(heading.closest('table'), heading.cellIndex, direction);
    });

    function best(cells, isHigherBetter) {
      const values = cells.map(cell => cell ? parseFloat(cell[0]) : NaN);
      const known = values.filter(value => !Number.isNaN(value));
      if (known.length < 2 || typeof isHigherBetter !== 'boolean') return () => false;
      const extreme = isHigherBetter ? Math.max(...known) : Math.min(...known);
      return index => values[index] === extreme;
    }
    function fill(cell, estimate, isBest) {
      cell.className = isBest ? 'best' : '';
      cell.replaceChildren(estimate ? estimate[0] : '–');
      if (estimate && estimate.length > 1) {
        cell.append(make('small', {}, `${estimate[1]} to ${estimate[2]}`));
      }
    }
    document.addEventListener('change', event => {
      const choice = event.target;
      if (!choice.dataset.table) return;
      const [benchmark, section, key] = JSON.parse(choice.value);
      const part = benchmarks[benchmark].sections[section];
      const measure = part.measures.find(measure => measure.key === key);
      const table = document.getElementById(choice.dataset.table);
      const groups = new Map(part[choice.dataset.groups].map(group => [group.name, group]));
      const columns = Array.from(table.tHead.rows[0].cells);
      const first = columns.length - benchmarks[benchmark].trackers.length;
      for (const row of table.tBodies[0].rows) {
        const group = groups.get(row.dataset.name);
        const cells = benchmarks[benchmark].trackers.map((_, index) =>
          group && group.cells[key] ? group.cells[key][index] : null);
        const isBest = best(cells, measure.higher);
        cells.forEach((cell, index) => fill(row.cells[first + index], cell, isBest(index)));
      }
      for (const cell of columns.slice(first)) {
        cell.dataset.first = measure.higher === false ? 'ascending' : 'descending';
      }
      table.caption.firstChild.textContent = part.captions[choice.dataset.groups]
        .replace('\u0000', measure.name);
      resort(table);
    });

    """#

  /// Plots as files, the same as `track report --plots` writes.
  private static let saving = #"""
    document.addEventListener('click', event => {
      const button = event.target.closest('button.save');
      if (!button) return;
      const svg = button.closest('figure').querySelector('svg');
      const text = new XMLSerializer().serializeToString(svg);
      const address = URL.createObjectURL(new Blob([text], {type: 'image/svg+xml'}));
      make('a', {href: address, download: button.dataset.file}).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    });

    """#

  private static let start = #"""
    document.querySelectorAll('.viewer').forEach(element => new Viewer(element));

    """#
}
