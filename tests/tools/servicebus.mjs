// Runs one scenario with Microsoft's own client against an address: node servicebus.mjs CONNECTION_STRING SCENARIO.
// Prints "passed", or says what was different and ends with 1. Entities: queue "plain", queue "sessions" (with sessions, duplicate
// detection), topic "news" with subscriptions "all" (default rule) and "some" (sys.Label IN ('a', 'b')); locks last two seconds, three deliveries.
import assert from "node:assert/strict";
import { ServiceBusClient } from "@azure/service-bus";

const [, , connection, name] = process.argv;
const client = new ServiceBusClient(connection, { retryOptions: { maxRetries: 1, timeoutInMs: 8000 } });
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

async function send(entity, ...messages) {
  const sender = client.createSender(entity);
  await sender.sendMessages(messages);
  await sender.close();
}

async function receive(receiver, count, wait = 4000) {
  const got = [];
  while (got.length < count) {
    const some = await receiver.receiveMessages(count - got.length, { maxWaitTimeInMs: wait });
    if (some.length === 0) break;
    got.push(...some);
  }
  return got;
}

const scenarios = {
  async sendAndComplete() {
    await send("plain", {
      body: { tên: "Ân 🏫" }, messageId: "m1", subject: "s", correlationId: "c", contentType: "application/json",
      applicationProperties: { text: "x", number: 7, yes: true },
    });
    const receiver = client.createReceiver("plain");
    const [message] = await receive(receiver, 1);
    assert.deepEqual(message.body, { tên: "Ân 🏫" });
    assert.deepEqual([message.messageId, message.subject, message.correlationId, message.contentType, message.deliveryCount], ["m1", "s", "c", "application/json", 0]);
    assert.deepEqual({ ...message.applicationProperties }, { text: "x", number: 7, yes: true });
    assert.ok(message.sequenceNumber.toNumber() > 0 && message.enqueuedTimeUtc instanceof Date && message.lockedUntilUtc > new Date());
    await receiver.completeMessage(message);
    assert.deepEqual(await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 }), []);
  },

  async abandonCountsAndDeadLettersAtTheLimit() {
    await send("plain", { body: "x" });
    const receiver = client.createReceiver("plain");
    for (let delivery = 0; delivery < 3; delivery++) {
      const [message] = await receive(receiver, 1);
      assert.equal(message.deliveryCount, delivery);
      await receiver.abandonMessage(message);
    }
    const [dead] = await receive(client.createReceiver("plain", { subQueueType: "deadLetter" }), 1);
    assert.equal(dead.deadLetterReason, "MaxDeliveryCountExceeded");
    assert.ok(dead.deadLetterErrorDescription);
  },

  async deadLetterKeepsReasonAndDescription() {
    await send("plain", { body: "x" });
    const receiver = client.createReceiver("plain");
    const [message] = await receive(receiver, 1);
    await receiver.deadLetterMessage(message, { deadLetterReason: "bad-shape", deadLetterErrorDescription: "no such form" });
    const corpses = client.createReceiver("plain", { subQueueType: "deadLetter" });
    const [peeked] = await corpses.peekMessages(1);
    assert.equal(peeked.deadLetterReason, "bad-shape");
    const [dead] = await receive(corpses, 1);
    assert.deepEqual([dead.deadLetterReason, dead.deadLetterErrorDescription, dead.deadLetterSource], ["bad-shape", "no such form", "plain"]);
    await corpses.completeMessage(dead);
  },

  async deferAndReceiveByNumber() {
    await send("plain", { body: "x" });
    const receiver = client.createReceiver("plain");
    const [message] = await receive(receiver, 1);
    await receiver.deferMessage(message);
    assert.deepEqual(await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 }), []);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber);
    assert.equal(deferred.body, "x");
    await receiver.completeMessage(deferred);
    assert.deepEqual(await receiver.peekMessages(1), []);
  },

  async peekTakesNothing() {
    await send("plain", { body: "1" }, { body: "2" }, { body: "3" });
    const receiver = client.createReceiver("plain");
    assert.deepEqual((await receiver.peekMessages(2)).map(one => one.body), ["1", "2"]);
    assert.deepEqual((await receiver.peekMessages(2)).map(one => one.body), ["3"]);
    assert.equal((await receive(receiver, 3)).length, 3);
  },

  async locksAreRenewedAndLost() {
    await send("plain", { body: "kept" });
    const receiver = client.createReceiver("plain", { maxAutoLockRenewalDurationInMs: 0 });
    const [kept] = await receive(receiver, 1);
    await pause(1200);
    const until = await receiver.renewMessageLock(kept);
    assert.ok(until > new Date(Date.now() + 1000));
    await pause(1200);
    await receiver.completeMessage(kept);

    await send("plain", { body: "lost" });
    const [lost] = await receive(receiver, 1);
    await pause(2500);
    await assert.rejects(receiver.completeMessage(lost), error => error.code === "MessageLockLost");
    const [again] = await receive(receiver, 1);
    assert.deepEqual([again.body, again.deliveryCount], ["lost", 1]);
    await receiver.completeMessage(again);
  },

  async receiveAndDelete() {
    await send("plain", { body: "x" });
    const [message] = await receive(client.createReceiver("plain", { receiveMode: "receiveAndDelete" }), 1);
    assert.equal(message.body, "x");
    assert.deepEqual(await client.createReceiver("plain").peekMessages(1), []);
  },

  async batchesKeepTheirOrder() {
    const sender = client.createSender("plain");
    const batch = await sender.createMessageBatch();
    for (let i = 0; i < 100; i++) assert.ok(batch.tryAddMessage({ body: i }));
    assert.equal(batch.tryAddMessage({ body: Buffer.alloc(300 * 1024) }), false, "larger than the link allows");
    await sender.sendMessages(batch);
    const got = await receive(client.createReceiver("plain", { receiveMode: "receiveAndDelete" }), 100);
    assert.deepEqual(got.map(one => one.body), [...Array(100).keys()]);
    await assert.rejects(sender.sendMessages({ body: Buffer.alloc(300 * 1024) }), error => error.code === "MessageSizeExceeded");
  },

  async sessionsInOrderOneHolder() {
    const messages = [];
    for (let i = 0; i < 20; i++) for (const sessionId of ["x", "y"]) messages.push({ body: i, sessionId, messageId: `o-${sessionId}-${i}` });
    await send("sessions", ...messages);
    const first = await client.acceptNextSession("sessions");
    const second = await client.acceptNextSession("sessions");
    assert.deepEqual([first.sessionId, second.sessionId].sort(), ["x", "y"]);
    await assert.rejects(client.acceptSession("sessions", first.sessionId), error => error.code === "SessionCannotBeLocked");
    for (const session of [first, second]) {
      const got = await receive(session, 20);
      assert.deepEqual(got.map(one => one.body), [...Array(20).keys()]);
      for (const message of got) await session.completeMessage(message);
    }
    await first.close();
    const again = await client.acceptSession("sessions", first.sessionId);
    assert.deepEqual(await again.receiveMessages(1, { maxWaitTimeInMs: 300 }), []);
    await again.close();
    await second.close();
    await assert.rejects(client.acceptNextSession("sessions", { maxAutoLockRenewalDurationInMs: 0 }), error => error.code === "ServiceTimeout" || error.code === "SessionCannotBeLocked" || error.name === "AbortError");
  },

  async sessionStateAndLock() {
    await send("sessions", { body: "1", sessionId: "z", messageId: "z1" });
    const session = await client.acceptSession("sessions", "z", { maxAutoLockRenewalDurationInMs: 0 });
    assert.ok(session.sessionLockedUntilUtc > new Date());
    await session.setSessionState("half way");
    assert.equal(String(await session.getSessionState()), "half way");
    await pause(1200);
    assert.ok(await session.renewSessionLock() > new Date(Date.now() + 1000));
    const [message] = await receive(session, 1);
    await pause(2600);
    await assert.rejects(session.completeMessage(message), error => error.code === "SessionLockLost");
    const again = await client.acceptSession("sessions", "z");
    assert.equal(String(await again.getSessionState()), "half way");
    const [repeated] = await receive(again, 1);
    assert.equal(repeated.deliveryCount, 1);
    await again.completeMessage(repeated);
    await again.close();
  },

  async aSessionIsNeeded() {
    await assert.rejects(send("sessions", { body: "x" }), /SessionId was not set/);
    const receiver = client.createReceiver("sessions");
    await assert.rejects(receiver.receiveMessages(1, { maxWaitTimeInMs: 500 }), /requires sessions/);
  },

  async duplicatesAreDropped() {
    for (let i = 0; i < 3; i++) await send("sessions", { body: i, sessionId: "d", messageId: "same" });
    const session = await client.acceptSession("sessions", "d");
    const got = await receive(session, 2, 600);
    assert.deepEqual(got.map(one => one.body), [0]);
    await session.completeMessage(got[0]);
    await session.close();
  },

  async schedulesAndCancels() {
    const sender = client.createSender("news");
    const due = new Date(Date.now() + 1500);
    const [kept, dropped] = await sender.scheduleMessages([{ body: "kept", subject: "a" }, { body: "dropped", subject: "a" }], due);
    await sender.cancelScheduledMessages(dropped);
    await send("news", { body: "by annotation", subject: "a", scheduledEnqueueTimeUtc: due });
    assert.ok(kept);
    const receiver = client.createReceiver("news", "some");
    assert.deepEqual(await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 }), []);
    const got = await receive(receiver, 2);
    assert.deepEqual(got.map(one => one.body).sort(), ["by annotation", "kept"]);
    assert.ok(new Date() >= due);
    for (const message of got) await receiver.completeMessage(message);
  },

  async rulesChooseMessages() {
    await send("news", { body: 1, subject: "a" }, { body: 2, subject: "c" }, { body: 3, subject: "b" });
    const some = await receive(client.createReceiver("news", "some", { receiveMode: "receiveAndDelete" }), 2);
    const all = await receive(client.createReceiver("news", "all", { receiveMode: "receiveAndDelete" }), 3);
    assert.deepEqual([some.map(one => one.body), all.map(one => one.body)], [[1, 3], [1, 2, 3]]);

    const rules = client.createRuleManager("news", "some");
    const known = [];
    for await (const rule of rules.listRules()) known.push([rule.name, rule.filter.sqlExpression]);
    assert.deepEqual(known, [["types", "sys.Label IN ('a', 'b')"]]);
    await rules.createRule("mine", { correlationId: "me", applicationProperties: { kind: "x" } });
    await send("news", { body: 4, subject: "c", correlationId: "me", applicationProperties: { kind: "x" } }, { body: 5, subject: "c", correlationId: "me" });
    await rules.deleteRule("mine");
    await send("news", { body: 6, subject: "c", correlationId: "me", applicationProperties: { kind: "x" } }, { body: 7, subject: "b" });
    const then = await receive(client.createReceiver("news", "some", { receiveMode: "receiveAndDelete" }), 2);
    assert.deepEqual(then.map(one => one.body), [4, 7]);
  },

  async timeToLive() {
    await send("plain", { body: "short", timeToLive: 300 });
    await pause(800);
    const receiver = client.createReceiver("plain");
    assert.deepEqual(await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 }), []);
    const [dead] = await receive(client.createReceiver("plain", { subQueueType: "deadLetter" }), 1);
    assert.equal(dead.deadLetterReason, "TTLExpiredException");
  },

  async subscribeHandlesMany() {
    const receiver = client.createReceiver("plain");
    const seen = new Set();
    const done = new Promise((resolve, reject) => receiver.subscribe({
      async processMessage(message) {
        seen.add(message.body);
        if (seen.size === 300) resolve();
      },
      async processError(args) { reject(args.error); },
    }, { maxConcurrentCalls: 16 }));
    await send("plain", ...Array.from({ length: 300 }, (_, i) => ({ body: i })));
    await done;
    await receiver.close();
  },

  async whatIsNotThereIsRefused() {
    await assert.rejects(send("nowhere", { body: "x" }), error => error.code === "MessagingEntityNotFound");
    const stranger = new ServiceBusClient(connection.replace(/SharedAccessKey=[^;]+/, "SharedAccessKey=wrong"), { retryOptions: { maxRetries: 0, timeoutInMs: 4000 } });
    await assert.rejects(stranger.createSender("plain").sendMessages({ body: "x" }), error => error.code === "UnauthorizedAccess" || /InvalidSignature/.test(error.message));
    await stranger.close();
  },
};

if (name === "list") {
  console.log(Object.keys(scenarios).join("\n"));
  process.exit(0);
}

try {
  await scenarios[name]();
  console.log("passed");
  process.exit(0);
} catch (error) {
  console.log(`${error.code ?? ""} ${error.stack ?? error}`);
  process.exit(1);
}
