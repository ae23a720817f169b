extension PageScript {
  /// What the viewer draws: pictures with boxes, and overlaps over time.
  static let drawing = #"""
    const dashes = index => patterns[(index + Math.floor(index / colors)) % patterns.length];
    const color = name => getComputedStyle(document.documentElement)
      .getPropertyValue(`--${name}`).trim();
    Object.assign(Viewer.prototype, {
      left: 34, right: 8, top: 8, bottom: 22,

      redraw() {
        this.place.textContent = `frame ${this.frame} of ${this.count}`;
        this.slider.setAttribute('aria-valuetext', this.place.textContent);
        for (const [index, key] of this.keys.entries()) {
          const values = this.overlaps[index];
          const value = values ? values[this.frame] : undefined;
          key.querySelector('output').textContent = values === undefined || values === null
            ? 'no result' : value === undefined || value === 255 ? '–' : (value / 200).toFixed(2);
        }
        this.drawOverlaps();
        if (this.footage) this.drawPicture();
      },

      drawPicture() {
        const position = this.position();
        let picture = this.pictures.get(position);
        if (!picture) {
          picture = new Image();
          picture.onload = () => { if (this.footage && this.position() === position) this.paint(); };
          picture.src = 'data:image/jpeg;base64,' + this.footage.pictures[position];
          this.pictures.set(position, picture);
          if (this.pictures.size > 40) this.pictures.delete(this.pictures.keys().next().value);
        }
        if (picture.complete) this.paint();
      },

      paint() {
        const position = this.position();
        const picture = this.pictures.get(position);
        const context = this.canvas.getContext('2d');
        const factor = this.canvas.width / this.footage.width;
        if (picture && picture.naturalWidth) {
          context.drawImage(picture, 0, 0, this.canvas.width, this.canvas.height);
        }
        const outline = (shape, name, pattern) => {
          if (!shape) return;
          const corners = shape.length === 4
            ? [shape[0], shape[1], shape[0] + shape[2], shape[1],
              shape[0] + shape[2], shape[1] + shape[3], shape[0], shape[1] + shape[3]]
            : shape;
          const line = color(name);
          const rim = line === '#000000' ? '#ffffffb0' : '#000000b0';
          for (const [style, width, dash] of [[rim, 5, []], [line, 2.5, pattern]]) {
            context.beginPath();
            for (let index = 0; index < corners.length; index += 2) {
              context.lineTo(corners[index] * factor / 10, corners[index + 1] * factor / 10);
            }
            context.closePath();
            context.strokeStyle = style;
            context.lineWidth = width * Math.max(1, this.canvas.width / 640);
            context.setLineDash(dash);
            context.stroke();
          }
        };
        this.footage.boxes.forEach((boxes, index) => {
          if (!boxes || !this.shown[index]) return;
          const pattern = dashes(index).map(length => length * 1.5);
          outline(boxes[position], `c${index % colors}`, pattern);
        });
        outline(this.footage.truth[position], 'truth', []);
      },

      /** The overlaps as lines, as fine as the screen: a column keeps its lowest and highest. */
      drawOverlaps() {
        const width = this.plot.clientWidth;
        const height = this.plot.clientHeight;
        if (!width) return;
        const column = frame => this.left
          + (width - this.left - this.right) * frame / Math.max(1, this.count - 1);
        const row = value => this.top + (height - this.top - this.bottom) * (1 - value);
        const parts = [];
        const rule = (from, to, name) => parts.push(drawn('path', {
          class: name, fill: 'none', d: `M${from[0]} ${from[1]}L${to[0]} ${to[1]}`}));
        const label = (text, x, y, anchor) => {
          const element = drawn('text', {class: 'ink', x, y, 'text-anchor': anchor, 'font-size': 12});
          element.textContent = text;
          parts.push(element);
        };
        for (const value of [0, 0.5, 1]) {
          rule([this.left, row(value)], [width - this.right, row(value)], 'grid');
          label(value, this.left - 6, row(value) + 4, 'end');
        }
        label('0', this.left, height - 5, 'start');
        label(`overlap over frames, to frame ${this.count - 1}`, width - this.right, height - 5, 'end');
        this.overlaps.forEach((values, index) => {
          if (!values || !this.shown[index]) return;
          parts.push(drawn('path', {
            class: `line c${index % colors}`, fill: 'none', 'stroke-width': 1.75,
            'stroke-dasharray': dashes(index).join(' '), 'stroke-linejoin': 'round',
            d: this.trace(values, column, row, width)}));
        });
        rule([column(this.frame), this.top], [column(this.frame), height - this.bottom], 'cursor');
        this.plot.replaceChildren(...parts);
      },

      trace(values, column, row, width) {
        const group = Math.max(1, Math.floor(values.length / width));
        let path = '';
        let isBroken = true;
        const add = (frame, value) => {
          path += `${isBroken ? 'M' : 'L'}${column(frame).toFixed(1)} ${row(value / 200).toFixed(1)}`;
          isBroken = false;
        };
        for (let start = 0; start < values.length; start += group) {
          let [low, high] = [255, -1];
          for (let frame = start; frame < Math.min(start + group, values.length); frame += 1) {
            if (values[frame] === 255) continue;
            low = Math.min(low, values[frame]);
            high = Math.max(high, values[frame]);
          }
          if (high < 0) {
            isBroken = true;
            continue;
          }
          add(start, high);
          if (low !== high) add(start, low);
        }
        return path;
      },
    });

    """#
}
