@description('Account that keeps files, deployments and the host\'s own state; may stand behind private endpoints.')
param keptName string

@description('Account that phones upload to; always reachable from the internet, by signed addresses only.')
param quarantineName string
param location string
param principalId string
param zoneRedundant bool

@description('No address but private endpoints for the account that keeps files.')
param isPrivate bool

@description('Where pages come from, for example https://dangky.example.vn: browsers let only these upload.')
param siteOrigins string[]

@description('One container for each app\'s zip.')
param deploymentContainers string[]

@description('Days a deleted file can be had back.')
@minValue(7)
@maxValue(365)
param restoreDays int

var sku = zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'

// Built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

resource kept 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: keptName
  location: location
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: isPrivate ? 'Deny' : 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: restoreDays }
      containerDeleteRetentionPolicy: { enabled: true, days: restoreDays }
      isVersioningEnabled: true
    }

    resource files 'containers' = {
      name: 'files'
      properties: { publicAccess: 'None' }
    }

    resource deployments 'containers' = [for container in deploymentContainers: {
      name: container
      properties: { publicAccess: 'None' }
    }]
  }
}

resource quarantine 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: quarantineName
  location: location
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: 'Allow' }
    // An address lives for a quarter of an hour, an hour at the most; what is signed for much longer is a mistake.
    sasPolicy: { sasExpirationPeriod: '00.02:00:00', expirationAction: 'Block' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // What is refused or forgotten is gone when it is deleted: nobody agreed to its being kept.
      deleteRetentionPolicy: { enabled: false }
      containerDeleteRetentionPolicy: { enabled: false }
      isVersioningEnabled: false
      cors: {
        corsRules: [
          {
            allowedOrigins: siteOrigins
            allowedMethods: ['PUT']
            allowedHeaders: ['content-type']
            exposedHeaders: []
            maxAgeInSeconds: 3600
          }
        ]
      }
    }

    resource uploads 'containers' = {
      name: 'quarantine'
      properties: { publicAccess: 'None' }
    }
  }

  resource sweep 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'forget-what-was-not-completed'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['quarantine/'] }
              actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 1 } } }
            }
          }
        ]
      }
    }
  }
}

resource keptRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [blobOwner, queueContributor, tableContributor]: {
  scope: kept
  name: guid(kept.id, principalId, role)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

// Blob Data Contributor may also ask for the key that signs addresses (user delegation).
resource quarantineRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: quarantine
  name: guid(quarantine.id, principalId, blobContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
  }
}

output keptId string = kept.id
