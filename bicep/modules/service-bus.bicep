import { Size, Topic } from 'types.bicep'

param name string
param location string
param principalId string
param size Size
param isPrivate bool
param topics Topic[]

// Data Owner and not Sender and Receiver: the Functions scale controller reads queue lengths, and the program reads its rules
// when it starts, so that a wrong topology stops it and not a family's message.
var dataOwner = '090c5cfd-751d-490a-894a-3ce6f1109419'

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  sku: {
    name: size.serviceBusSku
    tier: size.serviceBusSku
    ...(size.serviceBusSku == 'Premium' ? { capacity: size.serviceBusMessagingUnits } : {})
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    zoneRedundant: size.zoneRedundant
    ...(size.serviceBusSku == 'Premium' ? { premiumMessagingPartitions: 1 } : {})
  }
}

module topic 'topic.bicep' = [for topic in topics: {
  params: { namespaceName: namespace.name, topic: topic }
}]

resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: namespace
  name: guid(namespace.id, principalId, dataOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataOwner)
  }
}

output id string = namespace.id
