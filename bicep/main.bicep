// Everything the service needs in one resource group, reached by one identity and no key.
import { Size, Thresholds } from 'modules/types.bicep'

targetScope = 'resourceGroup'

@description('Begins every name.')
@minLength(3)
@maxLength(11)
param name string

@description('Where everything runs.')
param location string = resourceGroup().location
param size Size

@description('Everything but the HTTP app and the quarantine out of the internet\'s reach. Needs Service Bus Premium.')
param privateNetworking bool = false

@description('Addresses of the private network, a /16 that nothing else uses.')
param addressPrefix string = '10.60.0.0/16'

@description('The service as families see it, for example https://dangky.example.vn, without a slash at the end.')
param siteUrl string

@description('Host where clamd listens, in the same network. Without one no file is taken: unscanned is not clean.')
param clamAvHost string = ''

@description('Name of a Cosmos DB account that was restored from a backup and takes the place of the first one.')
param restoredStore string = ''

@description('Settings of the program that are no secrets, for example SignIn__Oidc__Authority.')
param extraSettings object = {}

@description('Settings of the program that are secrets: the setting, and the secret\'s name in the vault.')
param vaultSettings object = {}

@description('Who is told when something is wrong.')
@minLength(1)
param alertEmails string[]
param thresholds Thresholds = {
  deadLetters: 0
  waitingMessages: 1000
  sweepLagSeconds: 60
  throttledRequests: 50
  serverErrors: 10
}

@description('A month\'s money, in the currency of the subscription.')
param monthlyBudget int

@description('First day of the month the budget begins with, yyyy-MM-01.')
param budgetStart string

@description('How far back the store can be put.')
param backupTier 'Continuous7Days' | 'Continuous30Days' = 'Continuous30Days'

@description('Days logs are kept.')
param logDays int = 90

@description('Most gigabytes of logs a day.')
param logDailyCapGb int = 10

// Written by the program from its trigger list: PublicServices.Functions topology. A test fails when they differ.
var topology = loadJsonContent('topology.json')
var database = 'public-services'
var unique = take(uniqueString(resourceGroup().id, name), 6)
var base = '${name}-${unique}'
var keptStorageName = toLower('${replace(name, '-', '')}kept${unique}')
var quarantineName = toLower('${replace(name, '-', '')}quar${unique}')
var vaultName = '${base}-kv'
var cosmosName = empty(restoredStore) ? toLower('${base}-cosmos') : restoredStore
var serviceBusName = '${base}-bus'
var zones = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  cosmos: 'privatelink.documents.azure.com'
  bus: 'privatelink.servicebus.windows.net'
  vault: 'privatelink.vaultcore.azure.net'
}
var groups = ['http', 'messages', 'scheduled']
var sizes = { http: size.http, messages: size.messages, scheduled: size.scheduled }

// Under these names the vault must hold secrets before anything starts; bicep/README.md says how they are made.
var requiredSecrets = {
  Security__HashKey: 'hash-key'
  Security__ProtectionKeys__0: 'protection-key-1'
  Receipts__Key: 'receipts-key'
}

var settings = union(
  {
    Engine__Kind: 'Azure'
    ASPNETCORE_ENVIRONMENT: 'Production'
    Cosmos__Endpoint: 'https://${cosmosName}.documents.azure.com:443/'
    Cosmos__accountEndpoint: 'https://${cosmosName}.documents.azure.com:443/'
    Cosmos__Database: database
    ServiceBus__Namespace: '${serviceBusName}.servicebus.windows.net'
    ServiceBus__fullyQualifiedNamespace: '${serviceBusName}.servicebus.windows.net'
    Blobs__Endpoint: 'https://${keptStorageName}.blob.${environment().suffixes.storage}'
    Blobs__QuarantineEndpoint: 'https://${quarantineName}.blob.${environment().suffixes.storage}'
    Payments__PublicUrl: siteUrl
  },
  empty(clamAvHost) ? {} : { Files__ClamAv__Host: clamAvHost },
  extraSettings,
  toObject(items(union(requiredSecrets, vaultSettings)), secret => secret.key, secret => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${secret.value})')
)

module identity 'modules/identity.bicep' = {
  params: { name: '${base}-id', location: location }
}

module storage 'modules/storage.bicep' = {
  params: {
    keptName: keptStorageName
    quarantineName: quarantineName
    location: location
    principalId: identity.outputs.principalId
    zoneRedundant: size.zoneRedundant
    isPrivate: privateNetworking
    siteOrigins: [siteUrl]
    deploymentContainers: map(groups, group => 'deployment-${group}')
    restoreDays: 30
  }
}

module cosmos 'modules/cosmos.bicep' = {
  params: {
    name: cosmosName
    location: location
    principalId: identity.outputs.principalId
    size: size
    isPrivate: privateNetworking
    database: database
    backupTier: backupTier
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  params: {
    name: serviceBusName
    location: location
    principalId: identity.outputs.principalId
    size: size
    isPrivate: privateNetworking
    topics: topology.topics
  }
}

module vault 'modules/key-vault.bicep' = {
  params: { name: vaultName, location: location, principalId: identity.outputs.principalId, isPrivate: privateNetworking }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    name: '${base}-logs'
    location: location
    principalId: identity.outputs.principalId
    retentionDays: logDays
    dailyCapGb: logDailyCapGb
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  params: {
    name: '${base}-net'
    location: location
    addressPrefix: addressPrefix
    groups: groups
    zones: [zones.blob, zones.queue, zones.table, zones.cosmos, zones.bus, zones.vault]
    targets: [
      { name: 'blob', id: storage.outputs.keptId, part: 'blob', zone: zones.blob }
      { name: 'queue', id: storage.outputs.keptId, part: 'queue', zone: zones.queue }
      { name: 'table', id: storage.outputs.keptId, part: 'table', zone: zones.table }
      { name: 'cosmos', id: cosmos.outputs.id, part: 'Sql', zone: zones.cosmos }
      { name: 'bus', id: serviceBus.outputs.id, part: 'namespace', zone: zones.bus }
      { name: 'vault', id: vault.outputs.id, part: 'vault', zone: zones.vault }
    ]
  }
}

module apps 'modules/app.bicep' = [for group in groups: {
  params: {
    group: group
    name: '${base}-${group}'
    location: location
    size: sizes[group]
    zoneRedundant: size.zoneRedundant
    httpPerInstanceConcurrency: size.httpPerInstanceConcurrency
    functions: topology.functions
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    insightsName: monitoring.outputs.insightsName
    keptStorageName: keptStorageName
    deploymentContainer: 'deployment-${group}'
    settings: settings
    subnetId: privateNetworking ? resourceId('Microsoft.Network/virtualNetworks/subnets', '${base}-net', group) : ''
  }
  dependsOn: [storage, cosmos, serviceBus, vault, network]
}]

module alerts 'modules/alerts.bicep' = {
  params: {
    name: '${base}-alert'
    location: location
    emails: alertEmails
    thresholds: thresholds
    serviceBusId: serviceBus.outputs.id
    cosmosId: cosmos.outputs.id
    insightsId: monitoring.outputs.insightsId
    workspaceId: monitoring.outputs.workspaceId
    siteUrl: siteUrl
  }
}

module budget 'modules/budget.bicep' = {
  params: { name: '${base}-budget', amount: monthlyBudget, startDate: budgetStart, emails: alertEmails }
}

output apps string[] = map(groups, group => '${base}-${group}')
output httpHostName string = apps[0].outputs.hostName
output vault string = vaultName
output quarantine string = quarantineName
