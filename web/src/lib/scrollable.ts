/** Makes a box that scrolls sideways reachable by keyboard, and only while there is something to scroll to. */
export function scrollable(node: HTMLElement): { destroy(): void } {
  const check = () => {
    if (node.scrollWidth > node.clientWidth + 1) node.tabIndex = 0;
    else node.removeAttribute('tabindex');
  };
  const sizes = new ResizeObserver(check);
  const observe = () => {
    sizes.observe(node);
    for (const child of node.children) sizes.observe(child);
  };
  const children = new MutationObserver(observe);
  children.observe(node, { childList: true });
  observe();
  return {
    destroy() {
      sizes.disconnect();
      children.disconnect();
    },
  };
}
