param name string

@description('A month\'s money, in the currency of the subscription.')
@minValue(1)
param amount int

@description('First day of a month, yyyy-MM-01. Cannot be changed later.')
param startDate string
param emails string[]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: toObject(
      [
        { name: 'half', percent: 50, type: 'Actual' }
        { name: 'most', percent: 80, type: 'Actual' }
        { name: 'spent', percent: 100, type: 'Actual' }
        { name: 'foreseen', percent: 100, type: 'Forecasted' }
      ],
      notice => notice.name,
      notice => { enabled: true, operator: 'GreaterThanOrEqualTo', threshold: notice.percent, thresholdType: notice.type, contactEmails: emails }
    )
  }
}
