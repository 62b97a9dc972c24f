// What is drawn from the same things as before is not drawn again: a list of hundreds of lines answers one tap with one line.

import { noChange } from "../../vendor/lit-html.js";
import { Directive, directive } from "../../vendor/directive.js";

class Guard extends Directive {
  #before = [];

  render(_things, draw) {
    return draw();
  }

  update(_part, [things, draw]) {
    const isSame = things.length === this.#before.length && things.every((thing, at) => Object.is(thing, this.#before[at]));
    this.#before = things;
    return isSame ? noChange : draw();
  }
}

/** @param {unknown[]} things  all that the drawing depends on  @param {() => unknown} draw */
export const guard = directive(Guard);
