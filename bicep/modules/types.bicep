@export()
@description('How one function app scales.')
type AppSize = {
  @description('Most instances, 40 to 1000.')
  @minValue(40)
  @maxValue(1000)
  maximumInstanceCount: int

  @description('Memory of one instance.')
  instanceMemoryMB: 512 | 2048 | 4096

  @description('Instances that never go away: of the HTTP app altogether, of the others for each function. 0 starts each time from nothing.')
  @minValue(0)
  alwaysReady: int
}

@export()
@description('How large everything is.')
type Size = {
  @description('What answers HTTP.')
  http: AppSize

  @description('What handles messages and relays the outbox.')
  messages: AppSize

  @description('What the clock starts.')
  scheduled: AppSize

  @description('Calls one HTTP instance takes at once.')
  @minValue(1)
  @maxValue(1000)
  httpPerInstanceConcurrency: int

  @description('Most request units a second, in thousands; a tenth of it is paid for always.')
  cosmos: {
    records: int
    requests: int
    views: int
    @description('Shared by parked messages and leases.')
    rest: int
  }

  @description('Standard has no private endpoints and shares its machines. One cannot be turned into the other: choose before the first registration.')
  serviceBusSku: 'Standard' | 'Premium'

  @description('Premium only.')
  serviceBusMessagingUnits: 1 | 2 | 4 | 8 | 16

  @description('Spread over the zones of the region.')
  zoneRedundant: bool
}

@export()
@description('One topic of topology.json.')
type Topic = {
  name: string
  subscriptions: { name: string, sessions: bool, types: string[], filter: string }[]
}

@export()
@description('One function of topology.json.')
type Function = { name: string, group: string }

@export()
@description('From which values an alert is sent.')
type Thresholds = {
  @description('Messages in dead-letter queues. Nothing belongs there: the program parks what it gives up.')
  deadLetters: int

  @description('Messages that wait in one topic for a quarter of an hour.')
  waitingMessages: int

  @description('Seconds a message waited that only the sweep found.')
  sweepLagSeconds: int

  @description('Requests Cosmos DB throttled in five minutes.')
  throttledRequests: int

  @description('Answers 5xx in five minutes.')
  serverErrors: int
}
