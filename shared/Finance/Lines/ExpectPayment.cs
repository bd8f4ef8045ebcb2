using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Expects each movement at a gateway in that gateway's statement.</summary>
public sealed class ExpectPayment(ExpectationBook book)
{
    /// <summary>Days after which a gateway's statement should have shown a movement: two working days and a weekend.</summary>
    public const int DaysToShow = 4;

    /// <summary>Handles <see cref="MoneyMovedV1"/>.</summary>
    /// <remarks>An event hardly ever has more than one movement at a gateway; each is a record of its own, and making it again makes nothing.</remarks>
    public async ValueTask HandleAsync(MoneyMovedV1 moved, MessageContext context, CancellationToken cancellationToken)
    {
        var expected = ExpectedOf(moved).ToList();
        for (var i = 0; i < expected.Count; i++)
        {
            var (id, expectation) = expected[i];
            var cause = i == expected.Count - 1 ? context.Cause : null;
            await book.ExpectAsync(id, cause, context.Message.Correlation, expectation, cancellationToken);
        }
    }

    private static IEnumerable<(RecordId Id, Expectation Expectation)> ExpectedOf(MoneyMovedV1 moved)
    {
        var day = moved.At.VietnamDate();
        var atGateways = moved.Movements.Where(movement => movement.Gateway.Length > 0 && movement.Gateway != Transfers.NoGateway && movement.Reference.Length > 0 && SortOf(movement.Kind) is not null);
        foreach (var group in atGateways.GroupBy(movement => (movement.Gateway, movement.Reference, Sort: SortOf(movement.Kind)!.Value, movement.Amount.Currency)))
        {
            // What payers transfer themselves shows up in our bank's statement, and what the bank's line brings settles it.
            var isTransfer = Transfers.IsTransfer(group.Key.Gateway);
            var source = isTransfer ? Expectation.AnyBank : new StatementSource(group.Key.Gateway);
            var sum = group.Sum(movement => movement.Amount.MinorUnits);
            var isOut = group.Key.Sort is 'r' or 'd';
            yield return (Expectation.IdOf(source, group.Key.Reference, group.Key.Sort), new Expectation
            {
                Source = source,
                Reference = group.Key.Reference,
                Order = moved.Order,
                Text = moved.DossierCode,
                Amount = new Money(isOut ? -sum : sum, group.Key.Currency),
                Day = day,
                DueBy = day.AddDays(DaysToShow),
                About = moved.Payment,
                Settles = isTransfer ? ChartOfAccounts.Clearing(group.Key.Gateway) : null,
            });
        }
    }

    private static char? SortOf(MovementKind kind) => kind switch
    {
        MovementKind.FeePaid or MovementKind.OwedBack or MovementKind.Unclaimed => 'c',
        MovementKind.Refunded => 'r',
        MovementKind.RefundReturned => 'b',
        MovementKind.DisputeOpened => 'd',
        MovementKind.DisputeWon => 'w',
        _ => null,
    };
}
