extension PageScript {
  /// The viewer of one benchmark: a sequence's overlaps over time and, where the page has them, its
  /// frames.
  static let viewer = #"""
    const unpack = text => Uint8Array.from(atob(text), character => character.charCodeAt(0));
    class Viewer {
      constructor(element) {
        this.element = element;
        this.number = Number(element.dataset.benchmark);
        this.benchmark = benchmarks[this.number];
        const find = selector => element.querySelector(selector);
        this.choice = find('select');
        this.canvas = find('canvas');
        this.missing = find('.missing');
        this.slider = find('input[type=range]');
        this.place = find('output.place');
        this.plot = find('svg.overlap');
        this.playing = find('button.play');
        this.shown = this.benchmark.trackers.map(() => true);
        this.keys = Array.from(element.querySelectorAll('.keys li[data-tracker]'));
        this.choice.addEventListener('change', () => this.open(this.choice.value));
        this.slider.addEventListener('input', () => this.seek(Number(this.slider.value)));
        this.playing.addEventListener('click', () => this.play(!this.timer));
        find('button.back').addEventListener('click', () => this.step(-1));
        find('button.forth').addEventListener('click', () => this.step(1));
        find('button.loss').addEventListener('click', () => this.nextLoss());
        for (const [index, box] of element.querySelectorAll('.keys input').entries()) {
          box.addEventListener('change', () => {
            this.shown[index] = box.checked;
            this.redraw();
          });
        }
        element.addEventListener('keydown', event => this.key(event));
        const seekTo = event => {
          const bounds = this.plot.getBoundingClientRect();
          const share = (event.clientX - bounds.left - this.left)
            / Math.max(1, bounds.width - this.left - this.right);
          this.seek(Math.round(share * (this.count - 1)));
        };
        this.plot.addEventListener('pointerdown', seekTo);
        this.plot.addEventListener('pointermove', event => { if (event.buttons) seekTo(event); });
        new ResizeObserver(() => this.redraw()).observe(this.plot);
        document.addEventListener('click', event => {
          const link = event.target.closest('button.watch');
          if (!link || Number(link.dataset.benchmark) !== this.number) return;
          this.open(link.dataset.sequence);
          element.scrollIntoView({block: 'start'});
          this.choice.focus({preventScroll: true});
        });
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
        this.open(this.choice.value);
      }

      open(sequence) {
        this.play(false);
        this.choice.value = sequence;
        this.overlaps = this.benchmark.overlaps[sequence].map(text => text && unpack(text));
        this.footage = null;
        const stored = document.getElementById(`footage-${this.number}-${sequence}`);
        if (stored) this.footage = JSON.parse(stored.textContent);
        this.count = Math.max(1, this.benchmark.frames[sequence]);
        this.pictures = new Map();
        this.canvas.hidden = !this.footage;
        this.missing.hidden = Boolean(this.footage);
        if (this.footage) {
          // Boxes are drawn finer than the pictures, which are small.
          const factor = Math.min(Math.max(this.footage.width, 640), 960) / this.footage.width;
          this.canvas.width = Math.round(this.footage.width * factor);
          this.canvas.height = Math.round(this.footage.height * factor);
        }
        this.slider.max = this.count - 1;
        this.seek(0);
      }

      seek(frame) {
        this.frame = Math.min(Math.max(frame, 0), this.count - 1);
        this.slider.value = this.frame;
        this.redraw();
      }

      step(count) {
        if (!this.footage) return this.seek(this.frame + count);
        const frames = this.footage.frames;
        const place = Math.min(Math.max(this.position() + count, 0), frames.length - 1);
        this.seek(frames[place]);
      }

      /** The place among the page's pictures of the last one that is not after the frame. */
      position() {
        const frames = this.footage.frames;
        let low = 0;
        let high = frames.length - 1;
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (frames[middle] <= this.frame) low = middle; else high = middle - 1;
        }
        return low;
      }

      /** Goes to the next frame where a tracker that is shown loses the object. */
      nextLoss() {
        for (let frame = this.frame + 1; frame < this.count; frame += 1) {
          const isLoss = this.overlaps.some((values, index) => this.shown[index] && values
            && values[frame] === 0 && values[frame - 1] > 0 && values[frame - 1] < 255);
          if (isLoss) return this.seek(frame);
        }
      }

      play(on) {
        clearTimeout(this.timer);
        this.timer = null;
        this.playing.textContent = on ? 'Pause' : 'Play';
        this.playing.setAttribute('aria-pressed', String(on));
        if (!on) return;
        if (this.frame >= this.count - 1) this.seek(0);
        const advance = () => {
          const before = this.frame;
          // A picture that is not decoded yet is waited for.
          const picture = this.footage && this.pictures.get(this.position());
          if (!picture || picture.complete) this.step(1);
          if (picture && picture.complete && this.frame === before || this.frame >= this.count - 1) {
            return this.play(false);
          }
          this.timer = setTimeout(advance, 33);
        };
        this.timer = setTimeout(advance, 33);
      }

      key(event) {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.target.matches('select')) return;
        const isSlider = event.target === this.slider;
        const isButton = event.target.matches('button, input[type=checkbox]');
        const actions = {
          ArrowLeft: () => this.step(event.shiftKey ? -10 : -1),
          ArrowRight: () => this.step(event.shiftKey ? 10 : 1),
          Home: () => this.seek(0),
          End: () => this.seek(this.count - 1),
          n: () => this.nextLoss(),
          ' ': () => this.play(!this.timer),
        };
        const action = actions[event.key];
        if (!action || (isButton && event.key === ' ')) return;
        if (isSlider && (event.key === 'Home' || event.key === 'End')) return;
        event.preventDefault();
        action();
      }
    }

    """#
}
