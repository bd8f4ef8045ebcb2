// Signs or verifies with the reference library. Standard input: {"do":"sign"|"verify","secret","id","timestamp","signature","body"}.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const asked = JSON.parse(readFileSync(0, "utf8"));
const webhook = new Webhook(asked.secret);
if (asked.do === "sign") {
  process.stdout.write(webhook.sign(asked.id, new Date(asked.timestamp * 1000), asked.body));
} else {
  const headers = { "webhook-id": asked.id, "webhook-timestamp": String(asked.timestamp), "webhook-signature": asked.signature };
  try {
    webhook.verify(asked.body, headers);
    process.stdout.write("genuine");
  } catch (error) {
    process.stdout.write(`refused: ${error.message}`);
  }
}
