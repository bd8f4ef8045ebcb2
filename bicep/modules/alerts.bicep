import { Thresholds } from 'types.bicep'

param name string
param location string
param emails string[]
param thresholds Thresholds
param serviceBusId string
param cosmosId string
param insightsId string
param workspaceId string

@description('Public address of the HTTP app, for the question whether it is ready.')
param siteUrl string

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  properties: {
    groupShortName: take(name, 12)
    enabled: true
    emailReceivers: map(emails, email => { name: email, emailAddress: email, useCommonAlertSchema: true })
  }
}

var actions = [{ actionGroupId: people.id }]

var metricAlerts = [
  {
    name: 'dead-letters'
    severity: 1
    about: 'Messages lie in a dead-letter queue. The program moves them to the parked ones every minute: it is not doing so, or they come faster.'
    scope: serviceBusId
    kind: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    threshold: thresholds.deadLetters
    aggregation: 'Average'
    window: 'PT5M'
    dimension: 'EntityName'
    values: ['*']
  }
  {
    name: 'backlog'
    severity: 2
    about: 'Messages have been waiting for a quarter of an hour: what they ask for is late, and deadlines may be missed.'
    scope: serviceBusId
    kind: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    threshold: thresholds.waitingMessages
    aggregation: 'Minimum'
    window: 'PT15M'
    dimension: 'EntityName'
    values: ['*']
  }
  {
    name: 'broker-throttles'
    severity: 2
    about: 'Service Bus throttles: more messaging units are needed.'
    scope: serviceBusId
    kind: 'Microsoft.ServiceBus/namespaces'
    metric: 'ThrottledRequests'
    threshold: 0
    aggregation: 'Total'
    window: 'PT5M'
    dimension: 'EntityName'
    values: ['*']
  }
  {
    name: 'store-throttles'
    severity: 2
    about: 'Cosmos DB throttles: families are told to come back. More request units, or one partition is too hot.'
    scope: cosmosId
    kind: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'TotalRequests'
    threshold: thresholds.throttledRequests
    aggregation: 'Count'
    window: 'PT5M'
    dimension: 'StatusCode'
    values: ['429']
  }
  {
    name: 'store-is-full'
    severity: 2
    about: 'A container uses more than nine tenths of its request units: throttling is next.'
    scope: cosmosId
    kind: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'NormalizedRUConsumption'
    threshold: 90
    aggregation: 'Maximum'
    window: 'PT15M'
    dimension: 'CollectionName'
    values: ['*']
  }
]

resource metrics 'Microsoft.Insights/metricAlerts@2018-03-01' = [for alert in metricAlerts: {
  name: '${name}-${alert.name}'
  location: 'global'
  properties: {
    description: alert.about
    severity: alert.severity
    enabled: true
    scopes: [alert.scope]
    targetResourceType: alert.kind
    evaluationFrequency: 'PT1M'
    windowSize: alert.window
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: alert.name
          metricNamespace: alert.kind
          metricName: alert.metric
          operator: 'GreaterThan'
          threshold: alert.threshold
          timeAggregation: alert.aggregation
          dimensions: [{ name: alert.dimension, operator: 'Include', values: alert.values }]
        }
      ]
    }
    actions: actions
  }
}]

var logAlerts = [
  {
    name: 'sweep-lag'
    severity: 1
    about: 'The sweep found messages that the change feed should have relayed long before: the relay stands still.'
    query: 'AppMetrics | where Name == "ps.outbox.sweep_lag" | summarize Value = max(Max) by bin(TimeGenerated, 5m)'
    threshold: thresholds.sweepLagSeconds
    aggregation: 'Maximum'
  }
  {
    name: 'server-errors'
    severity: 1
    about: 'Requests fail on our side.'
    query: 'AppRequests | where toint(ResultCode) >= 500 | summarize Value = sum(ItemCount) by bin(TimeGenerated, 5m)'
    threshold: thresholds.serverErrors
    aggregation: 'Total'
  }
  {
    name: 'handlers-fail'
    severity: 2
    about: 'Handlers fail or come late: what families were promised is not done. Includes how long messages took to be handled.'
    query: 'AppMetrics | where Name == "ps.messages.handling" | where tostring(Properties["outcome"]) == "failed" | summarize Value = sum(ItemCount) by bin(TimeGenerated, 5m)'
    threshold: thresholds.serverErrors
    aggregation: 'Total'
  }
]

resource logs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in logAlerts: {
  name: '${name}-${alert.name}'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: alert.name
    description: alert.about
    severity: alert.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: alert.query
          metricMeasureColumn: 'Value'
          timeAggregation: alert.aggregation
          operator: 'GreaterThan'
          threshold: alert.threshold
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [people.id] }
  }
}]

resource ready 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${name}-ready'
  location: location
  kind: 'standard'
  tags: { 'hidden-link:${insightsId}': 'Resource' }
  properties: {
    SyntheticMonitorId: '${name}-ready'
    Name: 'ready'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    // Hong Kong, Singapore, Japan: the places nearest to Việt Nam that such questions are asked from.
    Locations: [{ Id: 'apac-hk-hkn-azr' }, { Id: 'apac-sg-sin-azr' }, { Id: 'apac-jp-kaw-edge' }]
    Request: { RequestUrl: '${siteUrl}/health/ready', HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 14 }
  }
}

resource notReady 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-not-ready'
  location: 'global'
  tags: { 'hidden-link:${insightsId}': 'Resource', 'hidden-link:${ready.id}': 'Resource' }
  properties: {
    description: 'Two places of three were told that the service is not ready.'
    severity: 0
    enabled: true
    scopes: [ready.id, insightsId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: ready.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: actions
  }
}
