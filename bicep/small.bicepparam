// A trial, or one province: costs little while nobody is there, and starts from nothing.
using 'main.bicep'

param name = 'exams'
param siteUrl = 'https://exams.example.vn'
param alertEmails = ['operators@example.vn']
param monthlyBudget = 300
param budgetStart = '2027-01-01'
param backupTier = 'Continuous7Days'
param logDays = 30
param logDailyCapGb = 2
param size = {
  http: { maximumInstanceCount: 40, instanceMemoryMB: 2048, alwaysReady: 0 }
  messages: { maximumInstanceCount: 40, instanceMemoryMB: 2048, alwaysReady: 0 }
  scheduled: { maximumInstanceCount: 40, instanceMemoryMB: 512, alwaysReady: 0 }
  httpPerInstanceConcurrency: 100
  cosmos: { records: 2000, requests: 1000, views: 1000, rest: 1000 }
  serviceBusSku: 'Standard'
  serviceBusMessagingUnits: 1
  zoneRedundant: false
}
