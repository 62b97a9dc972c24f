// Server pages: htmx and the small behaviours, each of which finds its own elements.

import htmx from "./vendor/htmx.js";
import { closeMenus } from "./behaviours/menus.js";
import { openDialogs } from "./behaviours/dialogs.js";
import { walkBoard } from "./behaviours/board.js";
import { askFirst } from "./behaviours/confirming.js";
import { chooseAll } from "./behaviours/choosing.js";
import { copyFields } from "./behaviours/copying.js";
import { guardRequests } from "./behaviours/requests.js";
import { switchTheme } from "./behaviours/theme.js";
import { keepSendable } from "./behaviours/sendable.js";
import { sendOnce } from "./behaviours/once.js";
import { submitOnChange } from "./behaviours/filters.js";
import { shrinkPhotos } from "./behaviours/shrinking.js";
import { registerWorker } from "./behaviours/installing.js";
import { showHowItStands } from "./behaviours/sync_chip.js";

guardRequests(htmx);
closeMenus(document);
openDialogs(document);
askFirst(document);
chooseAll(document);
copyFields(document);
walkBoard(document);
switchTheme(document);
keepSendable(document);
sendOnce(document);
submitOnChange(document);
shrinkPhotos(document);
registerWorker(navigator.serviceWorker);
showHowItStands(document);
