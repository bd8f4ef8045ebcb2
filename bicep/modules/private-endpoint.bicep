param name string
param location string
param networkName string

@description('What is reached through it, and which part of that.')
param targetId string
param part string
param zone string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource dns 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zone
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  properties: {
    subnet: { id: network::endpoints.id }
    privateLinkServiceConnections: [{ name: part, properties: { privateLinkServiceId: targetId, groupIds: [part] } }]
  }

  resource records 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: part, properties: { privateDnsZoneId: dns.id } }] }
  }
}
