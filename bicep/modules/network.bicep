param name string
param location string

@description('The network\'s addresses, a /16.')
param addressPrefix string

@description('One subnet for each app.')
param groups string[]

@description('What gets a private endpoint.')
param targets { name: string, id: string, part: string, zone: string }[]

@description('The private names of all of them, each once.')
param zones string[]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: concat(
      [
        {
          name: 'endpoints'
          properties: { addressPrefix: cidrSubnet(addressPrefix, 24, 0), privateEndpointNetworkPolicies: 'Enabled' }
        }
      ],
      map(range(0, length(groups)), i => {
        name: groups[i]
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, i + 1)
          delegations: [{ name: 'functions', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      })
    )
  }
}

resource dns 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in zones: {
  name: zone
  location: 'global'
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, i) in zones: {
  parent: dns[i]
  name: name
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}]

module endpoints 'private-endpoint.bicep' = [for target in targets: {
  params: {
    name: '${name}-${target.name}'
    location: location
    networkName: network.name
    targetId: target.id
    part: target.part
    zone: target.zone
  }
  dependsOn: [dns]
}]
