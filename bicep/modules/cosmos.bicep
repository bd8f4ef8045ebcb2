import { Size } from 'types.bicep'

param name string
param location string
param principalId string
param size Size
param isPrivate bool

@description('Database of the program, the setting Cosmos:Database.')
param database string

@description('Days to which the account can be put back, to the second.')
param backupTier 'Continuous7Days' | 'Continuous30Days'

// Expiry is on, and nothing expires that does not say when.
var onlyWhatSaysSo = -1

// The same as the program makes for itself against an emulator (infra/Cosmos/CosmosContainers.cs); a test compares the two.
// What is indexed is what queries go by; nothing else is paid for on every write.
var containers = [
  { name: 'records', key: '/pk', ttl: onlyWhatSaysSo, indexed: ['/pk/?', '/record/?', '/doc/?', '/blind/?', '/sweepAt/?'], throughput: size.cosmos.records }
  { name: 'requests', key: '/pk', ttl: onlyWhatSaysSo, indexed: [], throughput: size.cosmos.requests }
  { name: 'views', key: '/pk', ttl: onlyWhatSaysSo, indexed: ['/pk/?', '/sort/?'], throughput: size.cosmos.views }
  { name: 'parked', key: '/pk', ttl: null, indexed: ['/pk/?', '/number/?', '/consumer/?'], throughput: 0 }
  { name: 'leases', key: '/pk', ttl: null, indexed: ['/pk/?'], throughput: 0 }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: name
  location: location
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    // A commit whose answer was lost is asked about by whoever comes next, in any process: a read must see what was written.
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: size.zoneRedundant }]
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: backupTier } }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    enableBurstCapacity: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }
}

resource db 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2024-11-15' = {
  parent: account
  name: database
  properties: {
    resource: { id: database }
    options: { autoscaleSettings: { maxThroughput: size.cosmos.rest } }
  }
}

resource ours 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = [for container in containers: {
  parent: db
  name: container.name
  properties: {
    resource: {
      id: container.name
      partitionKey: { kind: 'Hash', version: 2, paths: [container.key] }
      indexingPolicy: {
        automatic: true
        indexingMode: 'consistent'
        includedPaths: map(container.indexed, path => { path: path })
        excludedPaths: [{ path: '/*' }]
      }
      ...(container.ttl == null ? {} : { defaultTtl: container.ttl })
    }
    options: container.throughput == 0 ? {} : { autoscaleSettings: { maxThroughput: container.throughput } }
  }
}]

// Where the Functions host notes how far it has read the change feed; it wants its own key.
resource hostLeases 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = {
  parent: db
  name: 'function-leases'
  properties: {
    resource: { id: 'function-leases', partitionKey: { kind: 'Hash', version: 2, paths: ['/id'] } }
    options: {}
  }
}

// Data only: the program cannot make, change or remove containers.
resource dataRole 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = {
  parent: account
  name: guid(account.id, principalId, 'data')
  properties: {
    principalId: principalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    scope: account.id
  }
}

output id string = account.id
