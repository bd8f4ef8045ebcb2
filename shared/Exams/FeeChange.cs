using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What an edit does to the fee, for example when an exemption is claimed.</summary>
internal static class FeeChange
{
    /// <summary>
    /// A fee that is still open is asked for anew at its new amount. Money that was paid stays where it is: giving part of it
    /// back is an officer's decision, and the exemption is on record for it.
    /// </summary>
    public static Registration Apply(
        Loaded<Registration> loaded, ExamFee fee, DateTimeOffset payUntil, Asked asked, string stem, out IReadOnlyList<Message> messages)
    {
        messages = [];
        var before = loaded.State!;
        if (before.FeeAmount == fee.Amount || before.Fee is FeeStatus.Paid or FeeStatus.Refunded) return before;

        var after = Ask(loaded, fee, payUntil);
        after = after with { FeeFromRound = after.PaymentRound };
        var request = FeeMessages.Request(loaded.Id, after, asked, stem);
        messages = before is { Fee: FeeStatus.Due, Payment: { } open }
            ? [FeeMessages.Withdraw(loaded.Id, open, "amount-changed", asked, stem), request]
            : [request];
        return after;
    }

    /// <summary>
    /// The registration with one more round of payment, due now. Money for a round of the same fee before it, of which we were only
    /// told late, still settles it: turning it away would make the family pay again.
    /// </summary>
    public static Registration Ask(Loaded<Registration> loaded, ExamFee fee, DateTimeOffset payUntil)
    {
        var round = loaded.State!.PaymentRound + 1;
        return loaded.State with
        {
            Fee = FeeStatus.Due,
            FeeAmount = fee.Amount,
            FeeRule = fee.Instrument,
            Payment = ExamIds.Payment(loaded.Id, round),
            PaymentRound = round,
            PayUntil = payUntil,
        };
    }
}
