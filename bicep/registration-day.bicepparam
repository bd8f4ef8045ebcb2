// The country registers. capacity.md says where the numbers come from; put small numbers back when the week is over.
using 'main.bicep'

param name = 'exams'
param siteUrl = 'https://exams.example.vn'
param alertEmails = ['operators@example.vn', 'duty@example.vn']
param privateNetworking = true
param clamAvHost = 'clamav.internal'
param monthlyBudget = 20000
param budgetStart = '2027-01-01'
param logDailyCapGb = 200
param thresholds = {
  deadLetters: 0
  waitingMessages: 50000
  sweepLagSeconds: 60
  throttledRequests: 500
  serverErrors: 50
}
param size = {
  http: { maximumInstanceCount: 400, instanceMemoryMB: 2048, alwaysReady: 20 }
  messages: { maximumInstanceCount: 400, instanceMemoryMB: 2048, alwaysReady: 2 }
  scheduled: { maximumInstanceCount: 40, instanceMemoryMB: 2048, alwaysReady: 1 }
  httpPerInstanceConcurrency: 100
  cosmos: { records: 100000, requests: 20000, views: 50000, rest: 4000 }
  serviceBusSku: 'Premium'
  serviceBusMessagingUnits: 4
  zoneRedundant: true
}
