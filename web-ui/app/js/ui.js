// What every page draws with: Preact bound to htm, and signals.
import { h } from "preact";
import htm from "htm";

export { render } from "preact";
export { useEffect, useRef, useState } from "preact/hooks";
export { computed, effect, signal, useSignal } from "@preact/signals";
export const html = htm.bind(h);
