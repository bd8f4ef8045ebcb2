using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Gives up what a bill asks once two finance officers agreed on it, and tells them whether it could be done.</summary>
public sealed class WriteOffBill(StudentAccounts accounts)
{
    /// <summary>Handles <see cref="BillWriteOffV1"/>. The answer goes out in the same commit, also when it is a refusal.</summary>
    public async ValueTask HandleAsync(BillWriteOffV1 agreed, MessageContext context, CancellationToken cancellationToken)
    {
        var asked = Asked.By(context);
        await accounts.ChangeAsync(
            agreed.Account,
            context.Cause,
            (loaded, stem) => Decide(agreed, loaded, asked, stem),
            cancellationToken);
    }

    private static Change<StudentAccount> Decide(BillWriteOffV1 agreed, Loaded<StudentAccount> loaded, Asked asked, string stem)
    {
        if (!BillId.TryParse(agreed.Bill, out var id) || id.Account != agreed.Account || loaded.State is not { } account) return Refused(KernelProblems.NotFound);
        if (account.Standing(id.Period) is not { } bill) return Refused(TuitionProblems.NotStanding);
        if (agreed.Amount is not { Currency: Money.Dong, MinorUnits: > 0 and var amount } || amount > bill.OwedVnd) return Refused(TuitionProblems.OwesLess);
        var posting = new AccountPosting(loaded, account, asked, stem);
        posting.WriteOff(bill, amount, agreed.Reason);
        posting.Send(Answer(new BillWriteOffAnsweredV1(agreed.Proposal)));
        return posting.Close("write-off-bill", $"{bill.Code} {agreed.Amount}: {agreed.Reason} ({agreed.By})");

        Change<StudentAccount> Refused(Problem problem) => new(State: null)
        {
            Messages = [new Outgoing(Answer(new BillWriteOffAnsweredV1(agreed.Proposal, problem.Code, problem.Title)))],
        };

        Message Answer(BillWriteOffAnsweredV1 answered) =>
            WriteOffContracts.BillWriteOffAnswered.Write($"{stem}-w", agreed.Proposal, asked.ArrivedAt, asked.Correlation, answered);
    }
}
