import { Topic } from 'types.bicep'

param namespaceName string
param topic Topic

// The most the service allows. The program itself gives a message up after twelve attempts and parks it with its reason; while a
// long pause passes, and while the store is down, deliveries come and go without being attempts, one every half a minute. A
// message that lands in the dead-letter queue all the same is moved to the parked ones.
var maxDeliveryCount = 2000

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource entity 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: namespace
  name: topic.name
  properties: {
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    // Longer than any outage worth surviving; consumers judge expiry themselves.
    defaultMessageTimeToLive: 'P14D'
    maxSizeInMegabytes: 5120
    supportOrdering: true
    enablePartitioning: false
    enableBatchedOperations: true
  }
}

resource subscriptions 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = [for subscription in topic.subscriptions: {
  parent: entity
  name: subscription.name
  properties: {
    requiresSession: subscription.sessions
    lockDuration: 'PT1M'
    maxDeliveryCount: maxDeliveryCount
    deadLetteringOnMessageExpiration: true
    deadLetteringOnFilterEvaluationExceptions: true
    enableBatchedOperations: true
  }
}]

// Under this name the rule takes the place of the one that lets everything through, which every new subscription has.
resource rules 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [for (subscription, i) in topic.subscriptions: {
  parent: subscriptions[i]
  name: '$Default'
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: { sqlExpression: subscription.filter }
  }
}]
