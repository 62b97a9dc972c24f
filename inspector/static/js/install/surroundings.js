// Where the app runs: inside a messenger, installed, on which system. Decides only.

const MESSENGERS = [["wecom", /wxwork/i], ["wechat", /MicroMessenger/i], ["dingtalk", /DingTalk/i], ["feishu", /\b(?:Lark|Feishu)\b/i]];

/**
 * @param {{userAgent: string, touchPoints?: number}} browser  an iPad calls itself a Macintosh, one with fingers
 * @returns {{messenger: "wecom"|"wechat"|"dingtalk"|"feishu"|null, system: "ios"|"android"|"other"}}
 */
export function surroundingsOf({ userAgent, touchPoints = 0 }) {
  const messenger = MESSENGERS.find(([, sign]) => sign.test(userAgent))?.[0] ?? null;
  const isApple = /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && touchPoints > 1);
  return { messenger, system: isApple ? "ios" : userAgent.includes("Android") ? "android" : "other" };
}

/**
 * What to say about installing.
 * @param {{isInstalled: boolean, isLasting: boolean|null, hasOffer: boolean, isPutOff: boolean, messenger, system}} facts
 *   isLasting: whether the browser promised to keep what is stored here; null where it cannot say
 * @returns {{isAtRisk: boolean, way: "offer"|"ios"|"android"|"menu"|null}|null}  way: how to install; null: nothing about that, or nothing at all
 */
export function adviceOf({ isInstalled, isLasting, hasOffer, isPutOff, messenger, system }) {
  if (messenger) return null; // what to do there is said before (views/foreword.js)
  const isAtRisk = isLasting === false || (system === "ios" && !isInstalled);
  const way = isInstalled || isPutOff ? null : hasOffer ? "offer" : !isAtRisk ? null : system === "other" ? "menu" : system;
  return isAtRisk || way ? { isAtRisk, way } : null;
}
