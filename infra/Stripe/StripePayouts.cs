using PublicServices.Finance;
using PublicServices.Kernel;
using Stripe;

namespace PublicServices.Infra.Stripe;

/// <summary>Reads what a Stripe payout consists of: its balance transactions, all of them or none.</summary>
/// <remarks>
/// Paging that fails on its second page has given the first already, so nothing is answered before the end. The lines without the payout's
/// own must make its amount. The settlement's currency may differ from the fees': both amounts are kept. Sources:
/// docs.stripe.com/api/balance_transactions/list, docs.stripe.com/reports/reporting-categories.
/// </remarks>
public sealed class StripePayouts : IPayoutSource, IDisposable
{
    /// <summary>Lines of one payout.</summary>
    public const int MaxLines = 200_000;

    private const int PageSize = 100;

    private readonly HttpClient _http;
    private readonly StripeClient _client;

    public StripePayouts(StripeOptions options)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = options.Timeout,
        };
        _client = new StripeClient(new StripeClientOptions
        {
            ApiKey = options.ApiKey,
            ApiBase = options.ApiBase,
            HttpClient = new SystemNetHttpClient(_http, options.MaxNetworkRetries, enableTelemetry: false),
        });
    }

    public StatementSource Source { get; } = new("stripe");

    public async ValueTask<Result<Statement>> ReadPayoutAsync(string payout, CancellationToken cancellationToken)
    {
        if (!payout.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) return KernelProblems.NotFound;
        var asked = await StripeAnswers.CallAsync(() => _client.V1.Payouts.GetAsync(payout, cancellationToken: cancellationToken), cancellationToken);
        if (asked.Refusal is not null) return KernelProblems.NotFound;
        if (asked.Value is not { } paid) return StatementProblems.GatewaySilent(asked.Why ?? "");

        List<StatementLine> lines = [];
        string? after = null;
        while (true)
        {
            var options = new BalanceTransactionListOptions { Payout = payout, Limit = PageSize, StartingAfter = after, Expand = ["data.source"] };
            var answer = await StripeAnswers.CallAsync(
                () => _client.V1.BalanceTransactions.ListAsync(options, cancellationToken: cancellationToken), cancellationToken);
            if (answer.Value is not { } page) return StatementProblems.GatewaySilent(answer.Why ?? "");
            foreach (var transaction in page.Data)
            {
                after = transaction.Id;
                if (transaction.ReportingCategory is "payout" or "payout_reversal" && transaction.SourceId == payout) continue;
                if (!transaction.Currency.Equals(paid.Currency, StringComparison.OrdinalIgnoreCase))
                    return StatementProblems.ForeignCurrency(lines.Count + 1, paid.Currency.ToUpperInvariant(), transaction.Currency.ToUpperInvariant());
                lines.Add(StripeLines.Of(transaction, lines.Count + 1));
                if (lines.Count > MaxLines) return StatementProblems.TooLarge;
            }

            if (!page.HasMore || page.Data.Count == 0) break;
        }

        return StatementOf(paid, lines);
    }

    public void Dispose() => _http.Dispose();

    private Result<Statement> StatementOf(Payout payout, List<StatementLine> lines)
    {
        if (lines.Count == 0) return StatementProblems.Empty;
        var currency = payout.Currency.ToUpperInvariant();
        var net = lines.Sum(line => line.Amount.MinorUnits - line.Fee.MinorUnits);
        if (net != payout.Amount) return StatementProblems.WrongTotal(lines.Count, payout.Amount, net);
        var arrives = new DateTimeOffset(payout.ArrivalDate, TimeSpan.Zero).VietnamDate();
        // The trace number is what a bank's line carries; until Stripe knows it the payout's own id stands in.
        var trace = payout.TraceId?.Status == "supported" ? payout.TraceId.Value : null;
        return new Statement(Source, payout.Id, currency, lines.Min(line => line.Day), lines.Max(line => line.Day), lines)
        {
            Payout = new PayoutNote(trace ?? payout.Id, new Money(payout.Amount, currency), arrives, trace is null ? "" : payout.Id, payout.StatementDescriptor ?? "STRIPE"),
        };
    }
}
