import { AppSize, Function } from 'types.bicep'

@description('One of the three apps. All of them run the same zip; each has the others\' functions switched off.')
param group 'http' | 'messages' | 'scheduled'
param name string
param location string
param size AppSize
param zoneRedundant bool

@description('Calls one instance takes at once; HTTP only.')
param httpPerInstanceConcurrency int
param functions Function[]

param identityId string
param clientId string
param insightsName string
param keptStorageName string
param deploymentContainer string

@description('Settings that all apps share.')
param settings object

@description('Subnet for what the app calls; empty without private networking.')
param subnetId string

var elsewhere = toObject(filter(functions, function => function.group != group), function => 'AzureWebJobs.${function.name}.Disabled', function => 'true')
// HTTP functions scale together; every other one by itself.
var ready = group == 'http' ? ['http'] : map(filter(functions, function => function.group == group), function => 'function:${function.name}')

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: 'Enabled'
    // Only the HTTP app has anything to say to the internet; the others are reached for deployment alone.
    ...(group == 'http' ? {} : { clientAffinityEnabled: false })
    ...(empty(subnetId) ? {} : { virtualNetworkSubnetId: subnetId })
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ftpsState: 'Disabled'
      ...(group == 'http' ? {} : { ipSecurityRestrictionsDefaultAction: 'Deny' })
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${keptStorageName}.blob.${environment().suffixes.storage}/${deploymentContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'custom', version: '1.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: size.maximumInstanceCount
        instanceMemoryMB: size.instanceMemoryMB
        alwaysReady: size.alwaysReady == 0 ? [] : map(ready, name => { name: name, instanceCount: size.alwaysReady })
        ...(group == 'http' ? { triggers: { http: { perInstanceConcurrency: httpPerInstanceConcurrency } } } : {})
      }
    }
  }

  // No user name and password for deployments: the identity of whoever deploys.
  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: {
      ...settings
      ...elsewhere
      AzureWebJobsStorage__accountName: keptStorageName
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: clientId
      AZURE_CLIENT_ID: clientId
      Cosmos__credential: 'managedidentity'
      Cosmos__clientId: clientId
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: clientId
      // An address and no key: Application Insights takes nothing that does not come from the identity.
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${clientId}'
      OTEL_SERVICE_NAME: 'public-services-${group}'
    }
  }
}

output id string = app.id
output hostName string = app.properties.defaultHostName
