// The picture drawn by vis-network, for pages of up to five hundred cities.
//
// A renderer is a function of a box and a scene that returns `draw(isFitted)` (after a change;
// `isFitted`: with everything in view), `place()` (only the places changed), `fit(indices?)`, `centre(i)`, `zoom(factor)`,
// `pan(dx, dy)`, `resize()`, `toScreen([x, y])`, `isIn(i)`, `moved()` and `drawn()` (what is
// drawn, to read).

import { makeRuler, shifted } from "./board.js";
import { piecesOf, worldBox } from "./content.js";
import { listenGestures } from "./gestures.js";
import { placeLabels } from "./labels.js";
import { makePointed } from "./pointed.js";
import { covers, laySheet, makeSheet } from "./sheet.js";
import { currentTheme } from "./style.js";

const ZOOM = { least: 0.03, most: 14, fit: 1.2 };

const AROUND_LAND = 0.25; // of the window on each of its sides, on the sheet of the land
const NEARBY = 1e-6; // of two views, that are the same
const NAMES_REST = 150; // milliseconds without a move after which the names are placed anew
const NAMED_AT_MOST = 500; // the names of less important cities hardly find room

/** Draw a scene in a box of the page. */
export function makePicture(box, scene) {
  const { vis } = window; // the library stands in a script of its own, before this one
  const { count } = scene;
  const edgeOfMap = Array.from({ length: scene.points - count }, (_none, n) => count + n);
  const nodes = new vis.DataSet(); // what is drawn: filled by `draw`
  const edges = new vis.DataSet();
  const network = new vis.Network(
    box,
    { nodes, edges },
    {
      physics: false,
      layout: { improvedLayout: false }, // every place is known
      interaction: {
        hover: false, // it would redraw everything: what is pointed at is marked above
        zoomSpeed: 0.6,
        selectConnectedEdges: false,
        keyboard: false,
      },
      nodes: { fixed: true },
      edges: { arrows: { to: false }, selectionWidth: 0, hoverWidth: 0 },
    },
  );
  const frame = box.querySelector(".vis-network");
  const pointed = makePointed(frame);
  let hovered = null; // the dot under the pointer
  const { emitter } = network.body;
  emitter.emit("_blockRedraw"); // until there is something to draw
  let labels = []; // what was drawn last, in pixels of the screen
  let landNames = []; // likewise, but in pixels from the origin of the map
  let lineScale = 0; // the zoom that the widths of the lines were made for
  let wasMoved = false; // by the reader: then a new size of the window keeps the view

  function dot({ ctx, id, x, y }) {
    const { radius, fill, ring, hollow, square } = scene.dot(id);
    const scale = network.getScale();
    return {
      drawNode() {
        ctx.beginPath();
        const r = radius / scale;
        if (square) ctx.rect(x - r, y - r, 2 * r, 2 * r);
        else ctx.arc(x, y, r, 0, 2 * Math.PI);
        // A hollow dot stands where no place is known.
        ctx.fillStyle = hollow ? ring : fill;
        ctx.fill();
        ctx.lineWidth = 1.6 / scale;
        ctx.strokeStyle = hollow ? fill : ring;
        ctx.stroke();
      },
      nodeDimensions: { width: (2 * radius) / scale, height: (2 * radius) / scale },
    };
  }

  /** A line ends here at the edge of the map: nothing is seen of it. */
  function point() {
    return { drawNode() {}, nodeDimensions: { width: 0, height: 0 } };
  }

  // The land is thousands of points: where the picture is moved, it is drawn once on a sheet,
  // which is moved with it.
  let ground = null;
  let drawnScale = 0; // of the land that was drawn last
  network.on("beforeDrawing", (ctx) => {
    const scale = network.getScale();
    placeNames(currentTheme(), scale, document.documentElement.dir === "rtl");
    if (scene.mix < 1) drawGround(ctx, scale);
    const { x, y } = network.canvasToDOM({ x: 0, y: 0 });
    const taken = labels.map(({ key: _key, ...box }) => shifted(box, { x: -x, y: -y }));
    landNames = scene.landNames(ctx, scale, taken);
  });

  function drawGround(ctx, scale) {
    const isNew = scale !== drawnScale;
    drawnScale = scale;
    if (scene.mix > 0 || isNew) {
      scene.background(ctx, scale);
      return;
    }
    const [wide, high] = [frame.clientWidth, frame.clientHeight];
    const ratio = Math.max(1, ctx.canvas.width / Math.max(1, wide));
    const view = { ...network.getViewPosition(), scale };
    if (ground?.scale !== scale || ground.asked !== ratio || !covers(ground, view, wide, high)) {
      ground = makeSheet(view, wide * (1 + 2 * AROUND_LAND), high * (1 + 2 * AROUND_LAND), ratio, false);
      ground.asked = ratio;
      const [offX, offY] = [ground.wide / 2 - view.x * scale, ground.high / 2 - view.y * scale];
      const fine = ground.ratio;
      ground.ctx.setTransform(fine * scale, 0, 0, fine * scale, offX * fine, offY * fine);
      scene.background(ground.ctx, scale);
    }
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    laySheet(ctx, ground, view, wide, high);
    ctx.restore();
  }

  network.on("afterDrawing", (ctx) => {
    drawings += 1;
    markHovered(); // the picture has moved below it
    const scale = network.getScale();
    const theme = currentTheme();
    ctx.save();
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    ctx.direction = document.documentElement.dir;
    ctx.lineJoin = "round";
    for (const { strong, text, size, x, y, h } of labels) {
      const spot = network.DOMtoCanvas({ x, y: y + h / 2 });
      ctx.font = `${strong ? "600 " : ""}${size / scale}px ${theme.font}`;
      ctx.lineWidth = 3.5 / scale;
      ctx.strokeStyle = scene.mix < 1 ? theme.sea : theme.ground;
      ctx.globalAlpha = 0.85;
      ctx.strokeText(text, spot.x, spot.y);
      ctx.globalAlpha = 1;
      ctx.fillStyle = theme.ink;
      ctx.fillText(text, spot.x, spot.y);
    }
    ctx.restore();
    if (Math.abs(scale - lineScale) > lineScale * 0.05 && !thickening) {
      thickening = setTimeout(() => {
        atOnce(drawLines);
      }, 0);
    }
  });
  let thickening = 0; // when the zoom has changed, the lines get the width that they have on screen

  let drawings = 0;

  /** Change what vis-network holds, and draw once: by itself it would draw after each change. */
  function atOnce(act) {
    emitter.emit("_blockRedraw");
    act();
    emitter.emit("_allowRedraw");
    if (drawings) {
      network.redraw();
      return;
    }
    // At the start it has asked for a frame already.
    requestAnimationFrame(() => {
      if (!drawings) network.redraw();
    });
  }

  let names = null; // in the order of importance, until something changes
  let namedAt = null; // the view that the names were placed in
  let resting = 0;

  function namesNow(theme) {
    return visible()
      .sort((a, b) => scene.priority(b) - scene.priority(a))
      .map((i, place) => {
        const text = place < NAMED_AT_MOST ? scene.label(i) : "";
        const size = scene.size(i);
        const strong = scene.marked(i);
        const w = ruler(theme, text, size, strong);
        const r = scene.dot(i).radius;
        return { key: i, r, text, size, strong, w, must: scene.must(i), lean: scene.lean(i) };
      });
  }

  /** Place the names; while the picture is only moved they move with it, until it rests. */
  function placeNames(theme, scale, rtl) {
    const { x: left, y: top } = network.canvasToDOM({ x: 0, y: 0 });
    const now = { left, top, scale, rtl, wide: frame.clientWidth, high: frame.clientHeight };
    const isMoved =
      names && namedAt && ["scale", "rtl", "wide", "high"].every((key) => namedAt[key] === now[key]);
    const [dx, dy] = namedAt ? [left - namedAt.left, top - namedAt.top] : [0, 0];
    if (isMoved && !wantsNames && scene.mix === namedAt.mix) {
      if (dx || dy) {
        labels = labels.map((one) => ({ ...one, x: one.x + dx, y: one.y + dy }));
        Object.assign(namedAt, { left, top });
        clearTimeout(resting);
        resting = setTimeout(() => {
          wantsNames = true;
          network.redraw();
        }, NAMES_REST);
      }
      return;
    }
    wantsNames = false;
    names ??= namesNow(theme);
    const wanted = names.map((one) => {
      const [x, y] = scene.spot(one.key);
      return { ...one, ...network.canvasToDOM({ x, y }) };
    });
    const strong = new Map(names.map((one) => [one.key, one.strong]));
    labels = placeLabels(wanted, now).map((one) => ({ ...one, strong: strong.get(one.key) }));
    namedAt = { ...now, mix: scene.mix };
  }
  let wantsNames = true;

  const ruler = makeRuler(document.createElement("canvas").getContext("2d"));
  const visible = () => scene.order.filter((i) => !scene.hidden(i));

  function drawLines() {
    clearTimeout(thickening);
    thickening = 0;
    lineScale = network.getScale() || 1;
    const made = [];
    for (const [k, { from, to }] of scene.lines.entries()) {
      const look = scene.line(k);
      if (look) made.push(edge(k, look, scene.spot(from)[0] <= scene.spot(to)[0], from, to));
    }
    const keep = new Set(made.map(({ id }) => id));
    edges.remove(edges.getIds().filter((id) => !keep.has(id)));
    edges.update(made);
  }

  function edge(k, look, eastward, from, to) {
    // All lines run from west to east, so that they bow to the north; parallel ones fan out.
    const bow = scene.bow(k);
    const { colour, dash, opacity } = look;
    return {
      id: k,
      from: eastward ? from : to,
      to: eastward ? to : from,
      width: look.width / lineScale,
      dashes: dash ? dash.map((part) => part / lineScale) : false,
      color: { color: colour, highlight: colour, hover: colour, opacity, inherit: false },
      smooth:
        bow === 0
          ? false
          : { enabled: true, type: bow > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bow) },
    };
  }

  function place() {
    names = null;
    for (const i of [...visible(), ...edgeOfMap]) {
      const [x, y] = scene.spot(i);
      network.moveNode(i, x, y);
    }
    network.redraw();
  }

  function draw(isFitted = false) {
    names = null;
    ground = null;
    drawnScale = 0;
    atOnce(() => {
      if (isFitted) {
        emitter.emit("setSize"); // it would change the zoom later on
        fit(); // before the lines, whose width follows the zoom
      }
      const made = [...visible(), ...edgeOfMap].map((i) => {
        const [x, y] = scene.spot(i) || [0, 0];
        return { id: i, x, y, shape: "custom", ctxRenderer: i < count ? dot : point };
      });
      const keep = new Set(made.map(({ id }) => id));
      nodes.remove(nodes.getIds().filter((id) => !keep.has(id)));
      nodes.update(made);
      drawLines();
      network.unselectAll();
    });
  }

  function fit(indices) {
    const some = (indices || visible()).map((i) => scene.spot(i)).filter(Boolean);
    const wide = frame.clientWidth;
    const high = frame.clientHeight;
    if (!wide || !high) return;
    if (!some.length) {
      const { left, top, right, bottom } = worldBox(scene);
      some.push([left, top], [right, bottom]);
    }
    const xs = some.map(([x]) => x);
    const ys = some.map(([, y]) => y);
    const span = (all) => Math.max(...all) - Math.min(...all);
    const middle = (all) => (Math.max(...all) + Math.min(...all)) / 2;
    // Room for the names, which stand outwards around a focus.
    const room = {
      x: Math.min(scene.isCrowded ? 50 : 95, wide * 0.16),
      y: Math.min(60, high * 0.14),
    };
    const scale = Math.min(
      (wide - 2 * room.x) / (span(xs) || 1),
      (high - 2 * room.y) / (span(ys) || 1),
      ZOOM.fit,
    );
    let y = middle(ys);
    if (scene.mix === 0) {
      // Not more empty space above or below the world than must be.
      const [top, bottom] = scene.world;
      const half = high / scale / 2;
      y =
        2 * half >= bottom - top
          ? (top + bottom) / 2
          : Math.min(Math.max(y, top + half), bottom - half);
      y = Math.max(y, Math.max(...ys) + room.y / scale - half);
    }
    wasMoved = false;
    const now = { ...network.getViewPosition(), scale: network.getScale() };
    const to = { x: middle(xs), y, scale };
    const isThere = ["x", "y", "scale"].every((key) => Math.abs(now[key] - to[key]) < NEARBY);
    if (!isThere) network.moveTo({ position: { x: to.x, y }, scale, animation: false });
  }

  /** Zoom, about the middle or about a point of the screen. */
  function zoom(factor, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
    wasMoved = true;
    const before = network.getScale();
    const scale = Math.min(ZOOM.most, Math.max(ZOOM.least, before * factor));
    const middle = network.getViewPosition();
    const grown = 1 / before - 1 / scale;
    const position = {
      x: middle.x + (x - frame.clientWidth / 2) * grown,
      y: middle.y + (y - frame.clientHeight / 2) * grown,
    };
    network.moveTo({ position, scale, animation: false });
  }

  function move(dx, dy) {
    wasMoved = true;
    network.moveTo({
      offset: { x: dx, y: dy },
      position: network.getViewPosition(),
      animation: false,
    });
  }

  const drawnLines = () => edges.get().filter(({ id }) => !scene.lines[id].rest);
  /** The city at an end of a line, also where its piece ends at the edge of the map. */
  const nameOf = (i, k) => scene.idOf(i < count ? i : scene.lines[k].ends[1]);
  const toScreen = ([x, y]) => network.canvasToDOM({ x, y });
  const lineAt = (screen) => {
    const found = network.getEdgeAt(screen);
    return found === undefined ? null : scene.thingOfLine(found);
  };
  const dotAt = (screen) => {
    const found = network.getNodeAt(screen);
    return found < count ? found : null; // what lies at the edge of the map is not a dot
  };
  const thingOf = (found, screen) => (found === null ? lineAt(screen) : scene.thingOf(found));
  const thingAt = (screen) => thingOf(dotAt(screen), screen);

  function markHovered() {
    const spot = hovered === null || scene.hidden(hovered) ? null : scene.spot(hovered);
    if (!spot) {
      pointed.none();
      return;
    }
    const { x, y } = toScreen(spot);
    pointed.dot(x, y, scene.dot(hovered).radius + 2);
  }

  function hoverAt(found, screen) {
    const same = found === hovered;
    hovered = found;
    if (!same) markHovered();
    const what = screen ? thingOf(found, screen) : null;
    box.style.cursor = what ? "pointer" : "";
    scene.hover(what, screen);
  }

  network.on("zoom", () => {
    wasMoved = true;
  });
  network.on("dragEnd", () => {
    wasMoved = true;
  });
  network.on("resize", () => {
    // Asked again when its time comes: an address may have said by then where to look.
    setTimeout(() => {
      if (!wasMoved) fit();
    }, 0);
  });
  network.on("click", ({ pointer }) => scene.pick(thingAt(pointer.DOM), pointer.DOM));
  // Fingers are ours: vis-network would keep the page from scrolling.
  listenGestures(
    frame,
    {
      pan: move,
      zoom,
      click: (x, y) => scene.pick(thingAt({ x, y }), { x, y }),
      hover() {},
      leave() {},
      alone: () => scene.alone(),
    },
    { only: "touch" },
  );
  frame.addEventListener("pointermove", (event) => {
    if (event.buttons || event.pointerType === "touch") {
      hoverAt(null);
      return;
    }
    const edge = frame.getBoundingClientRect();
    const screen = { x: event.clientX - edge.left, y: event.clientY - edge.top };
    hoverAt(dotAt(screen), screen);
  });
  frame.addEventListener("pointerleave", () => hoverAt(null));

  return {
    frame,
    draw,
    place,
    fit,
    toScreen,
    centre(i) {
      const [x, y] = scene.spot(i) || [];
      if (x !== undefined) network.moveTo({ position: { x, y }, animation: false });
    },
    zoom,
    pan: move,
    looking() {
      const { x, y } = network.getViewPosition();
      return { x, y, scale: network.getScale() };
    },
    look({ x, y, scale }) {
      wasMoved = true;
      const held = Math.min(ZOOM.most, Math.max(ZOOM.least, scale));
      network.moveTo({ position: { x, y }, scale: held, animation: false });
    },
    resize: () => network.redraw(),
    isIn(i) {
      const spot = scene.spot(i);
      if (!spot) return true;
      const { x, y } = toScreen(spot);
      return x > 20 && y > 20 && x < frame.clientWidth - 20 && y < frame.clientHeight - 20;
    },
    moved: () => wasMoved,
    drawn: () => ({
      dots: visible().map((i) => {
        const [x, y] = scene.spot(i);
        const { x: nodeX, y: nodeY } = network.getPosition(i);
        return {
          id: scene.idOf(i),
          located: scene.isLocated(i),
          x,
          y,
          screen: network.canvasToDOM({ x: nodeX, y: nodeY }),
        };
      }),
      lines: drawnLines().map(({ id, from, to, width, dashes, color, smooth }) => ({
        id: scene.lines[id].id,
        from: nameOf(from, id),
        to: nameOf(to, id),
        pieces: piecesOf(scene, id).map((one) => [
          scene.spot(scene.lines[one].from),
          scene.spot(scene.lines[one].to),
        ]),
        width: width * lineScale,
        dashes: dashes && dashes.map((part) => Math.round(part * lineScale)),
        colour: color.color,
        opacity: color.opacity,
        bow: smooth ? `${smooth.type} ${smooth.roundness.toFixed(2)}` : "straight",
      })),
      labels: labels.map(({ key, strong: _strong, ...rest }) => ({ id: scene.idOf(key), ...rest })),
      land: landNames.map((one) => shifted(one, network.canvasToDOM({ x: 0, y: 0 }))),
      scale: network.getScale(),
    }),
  };
}
