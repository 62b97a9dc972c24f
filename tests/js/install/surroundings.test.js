import assert from "node:assert/strict";
import { test } from "node:test";
import { adviceOf, surroundingsOf } from "../../../inspector/static/js/install/surroundings.js";

const of = (userAgent, touchPoints = 0) => Object.values(surroundingsOf({ userAgent, touchPoints }));

test("messengers are known by what they say of themselves, and what they run on", () => {
  const android = "Mozilla/5.0 (Linux; Android 14; M2102J2SC) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36";
  const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
  assert.deepEqual(of(`${android} XWEB/1160117 MMWEBSDK/20240301 MicroMessenger/8.0.48.2580(0x28003036) WeChat/arm64`), ["wechat", "android"]);
  assert.deepEqual(of(`${phone} MicroMessenger/8.0.47(0x18002f2c) NetType/WIFI Language/zh_CN`), ["wechat", "ios"]);
  assert.deepEqual(of(`${phone} wxwork/4.1.22 MicroMessenger/7.0.1 Language/zh ColorScheme/Dark`), ["wecom", "ios"]);
  assert.deepEqual(of(`${android} AliApp(DingTalk/7.5.10) com.alibaba.android.rimet/36893216`), ["dingtalk", "android"]);
  assert.deepEqual(of(`${android} Lark/7.14.6 LarkLocale/zh_CN ChannelName/Feishu`), ["feishu", "android"]);
  assert.deepEqual(of(`${phone} Feishu/7.14`), ["feishu", "ios"]);
});

test("a browser is no messenger, and an iPad is no Macintosh", () => {
  assert.deepEqual(of("Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"), [null, "android"]);
  const desktop = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15";
  assert.deepEqual(of(desktop, 5), [null, "ios"]);
  assert.deepEqual(of(desktop), [null, "other"]);
});

const FACTS = { isInstalled: false, isLasting: true, hasOffer: false, isPutOff: false, messenger: null, system: "android" };
const advice = (facts) => adviceOf({ ...FACTS, ...facts });

test("where storage may be deleted it is said, installed or not, put off or not", () => {
  assert.deepEqual(advice({ isLasting: false }), { isAtRisk: true, way: "android" });
  assert.deepEqual(advice({ isLasting: false, isPutOff: true }), { isAtRisk: true, way: null });
  assert.deepEqual(advice({ isLasting: false, isInstalled: true }), { isAtRisk: true, way: null });
  assert.deepEqual(advice({ isLasting: false, system: "other" }), { isAtRisk: true, way: "menu" });
  assert.equal(advice({}), null);
  assert.equal(advice({ isLasting: null, system: "other" }), null);
});

test("an offer of the browser is passed on until it is put off or taken", () => {
  assert.deepEqual(advice({ hasOffer: true }), { isAtRisk: false, way: "offer" });
  assert.deepEqual(advice({ hasOffer: true, isLasting: false }), { isAtRisk: true, way: "offer" });
  assert.equal(advice({ hasOffer: true, isPutOff: true }), null);
  assert.equal(advice({ hasOffer: true, isInstalled: true }), null);
});

test("on an iPad or iPhone only the installed app is safe, whatever the browser promises", () => {
  assert.deepEqual(advice({ system: "ios" }), { isAtRisk: true, way: "ios" });
  assert.deepEqual(advice({ system: "ios", isPutOff: true }), { isAtRisk: true, way: null });
  assert.equal(advice({ system: "ios", isInstalled: true }), null);
});

test("inside a messenger nobody is told to install", () => {
  assert.equal(advice({ messenger: "wechat", isLasting: false, hasOffer: true }), null);
});
