// From draft to outbox: the exact bytes are made once, hashed, and kept before anything is said to be submitted.

import { moment } from "../../lib/moments.js";
import { sha256 } from "../../lib/digest.js";
import * as outbox from "../../store/outbox.js";
import { visibilityOf } from "../standing.js";
import { submissionOf } from "../submission.js";

/** @returns the waiting record; the draft is gone from its shelf in the same transaction */
export async function finish(live, means) {
  await live.settled();
  live.round.seal();
  try {
    return await handOver(live, means);
  } catch (error) {
    live.round.seal(false);
    throw error;
  }
}

async function handOver(live, means) {
  const draft = await outbox.numbered(live.round.draft);
  const submittedAt = moment();
  const { grantId, client } = await means.signing(draft.author.id);
  const submission = submissionOf(live.document, draft, { isVisible: visibilityOf(live.document, draft), submittedAt, client, grantId });
  const body = new TextEncoder().encode(JSON.stringify(submission)).buffer;
  const record = {
    id: draft.id, body, hash: await sha256(body), state: "waiting", attempts: 0, next_at: 0, added_at: Date.now(), problem: null,
    about: { checklist: draft.title, site: draft.site.name, site_id: draft.site.id, zone: draft.site.timezone, author_id: draft.author.id, submitted_at: submittedAt },
    photos: submission.attachments.map(({ slot, sha256: sha, bytes, type }) => ({ slot, sha256: sha, bytes, type, sent: false })),
  };
  await outbox.finish(record);
  means.sync.added();
  return record;
}
