using PublicServices.Payments;
using static PublicServices.Payments.PaymentStatus;

namespace PublicServices.Tests.Unit.Payments;

public sealed class PaymentTableTests
{
    // Columns: AttemptOpened, NoAttemptLeft, PaidInTime, PaidLate, PaidShort, PaidInOtherCurrency, TimePassed, Withdrawn, RefundAsked, RefundDone, RefundFailed.
    // "-" ignored; "!" forced; ":Case" raises a case; "*" the whole money is owed back.
    private static readonly Dictionary<PaymentStatus, string> Expected = new()
    {
        [Due] = "Pending - Paid !Paid:LateSuccess !Due:Underpaid* !Due:WrongCurrency* Lapsed Withdrawn - - -",
        [Pending] = "- Due Paid !Paid:LateSuccess !Pending:Underpaid* !Pending:WrongCurrency* - Withdrawn - - -",
        [Paid] = "- - !Paid:PaidTwice* !Paid:PaidTwice* !Paid:PaidTwice* !Paid:WrongCurrency* - Paid:WithdrawnAfterPaid* Refunding - -",
        [Waived] = "- - !Waived:PaidTwice* !Waived:PaidTwice* !Waived:PaidTwice* !Waived:WrongCurrency* - Withdrawn - - -",
        [Lapsed] = "- - !Paid:LateSuccess !Lapsed:LateSuccess* !Lapsed:Underpaid* !Lapsed:WrongCurrency* - Withdrawn - - -",
        [Withdrawn] = "- - !Withdrawn:PaidAfterWithdrawal* !Withdrawn:PaidAfterWithdrawal* !Withdrawn:PaidAfterWithdrawal* !Withdrawn:WrongCurrency* - - - - -",
        [Refunding] = "- - !Refunding:PaidTwice* !Refunding:PaidTwice* !Refunding:PaidTwice* !Refunding:WrongCurrency* - - - Refunded !Paid",
        [Refunded] = "- - !Refunded:PaidTwice* !Refunded:PaidTwice* !Refunded:PaidTwice* !Refunded:WrongCurrency* - - - - !Paid",
    };

    public static TheoryData<PaymentStatus, PaymentEvent> Pairs()
    {
        var pairs = new TheoryData<PaymentStatus, PaymentEvent>();
        foreach (var status in Enum.GetValues<PaymentStatus>())
            foreach (var happening in Enum.GetValues<PaymentEvent>()) pairs.Add(status, happening);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Next_OfEveryPair_IsAsTheTableSays(PaymentStatus status, PaymentEvent happening)
    {
        var move = PaymentTable.Next(status, happening);

        move.Should().Be(Read(Expected[status].Split(' ')[(int)happening], status));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Next_WhenMoneyIsNotCredited_OwesItBack(PaymentStatus status, PaymentEvent happening)
    {
        if (happening is not (PaymentEvent.PaidInTime or PaymentEvent.PaidLate or PaymentEvent.PaidShort or PaymentEvent.PaidInOtherCurrency)) return;

        var move = PaymentTable.Next(status, happening);

        (move.OwesAll || (move.To == Paid && status != Paid)).Should().BeTrue();
        if (move.OwesAll) move.Case.Should().NotBeNull();
    }

    private static PaymentMove Read(string cell, PaymentStatus status)
    {
        if (cell == "-") return new PaymentMove(Effect.Ignored, status);
        var owesAll = cell.EndsWith('*');
        var parts = cell.TrimStart('!').TrimEnd('*').Split(':');
        return new PaymentMove(
            cell[0] == '!' ? Effect.Forced : Effect.Moved,
            Enum.Parse<PaymentStatus>(parts[0]),
            parts.Length > 1 ? Enum.Parse<CaseKind>(parts[1]) : null,
            owesAll);
    }
}
