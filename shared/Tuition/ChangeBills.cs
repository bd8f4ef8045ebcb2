using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A school takes one bill back.</summary>
/// <param name="Reason">Why; kept and shown to the family.</param>
public sealed record CancelBill(BillId Bill, string Reason);

/// <summary>A family takes a pupil's bills among its own.</summary>
/// <param name="Student">The pupil's code, which the school's notice shows and the link does not.</param>
public sealed record JoinAccount(RecordId Account, string Student);

/// <summary>What officers and families do to one account.</summary>
public sealed class ChangeBills(StudentAccounts accounts)
{
    private const int MaxReasonLength = 300;

    /// <summary>Cancels a bill; what was paid becomes credit.</summary>
    public ValueTask<Result<AccountAnswer>> CancelAsync(CancelBill command, Asked asked, CancellationToken cancellationToken) => accounts.ChangeSeenAsync(
        command.Bill.Account,
        asked,
        (loaded, stem) =>
        {
            if (Refuses(loaded.State!, command, asked) is { } refusal) return refusal;
            if (loaded.State!.Standing(command.Bill.Period) is not { } bill) return TuitionProblems.NotStanding;
            var posting = new AccountPosting(loaded, loaded.State, asked, stem);
            posting.Reverse(bill, command.Reason.Trim(), isCancelled: true);
            return posting.Close("cancel-bill", $"{bill.Code}: {command.Reason.Trim()}");
        },
        cancellationToken);

    /// <summary>Issues a cancelled bill again, as it was.</summary>
    public ValueTask<Result<AccountAnswer>> ReissueAsync(CancelBill command, Asked asked, CancellationToken cancellationToken) => accounts.ChangeSeenAsync(
        command.Bill.Account,
        asked,
        (loaded, stem) =>
        {
            if (Refuses(loaded.State!, command, asked) is { } refusal) return refusal;
            if (loaded.State!.Latest(command.Bill.Period) is not { IsCancelled: true } bill) return TuitionProblems.NotStanding;
            var posting = new AccountPosting(loaded, loaded.State, asked, stem);
            posting.Reissue(bill, bill, command.Reason.Trim());
            return posting.Close("reissue-bill", $"{bill.Code}: {command.Reason.Trim()}");
        },
        cancellationToken);

    /// <summary>Joins by the link and the pupil's code; wrong codes are counted on the account, so that they cannot be tried out.</summary>
    public async ValueTask<Result<AccountAnswer>> JoinAsync(JoinAccount command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        Problem? wrong = null;
        var result = await accounts.ChangeAsync(
            command.Account,
            cause: null,
            (loaded, stem) =>
            {
                wrong = null;
                if (loaded.State is not { } account) return KernelProblems.NotFound;
                if (TuitionPermissions.IsFamily(asked.Caller, account)) return (Change<StudentAccount>?)null;
                if (account.JoinFailures >= StudentAccount.MaxJoinFailures || account.Guardians.Count >= StudentAccount.MaxGuardians) return TuitionProblems.TooMany;
                var posting = new AccountPosting(loaded, account, asked, stem);
                if (!string.Equals(command.Student.Trim(), account.Student, StringComparison.OrdinalIgnoreCase))
                {
                    wrong = TuitionProblems.CodeNotRight;
                    posting.Describe(before => before with { JoinFailures = before.JoinFailures + 1 });
                    return posting.Close("join", "wrong-code");
                }

                posting.Describe(before => before with { Guardians = [.. before.Guardians, asked.Caller.Id], JoinFailures = 0 });
                return posting.Close("join");
            },
            cancellationToken);
        if (!result.Succeeded(out var changed, out var refusal)) return refusal;
        return wrong is { } problem ? problem : new AccountAnswer(command.Account, changed.Version, changed.State!.OwedVnd, changed.State.CreditVnd);
    }

    private static Problem? Refuses(StudentAccount account, CancelBill command, Asked asked)
    {
        if (!TuitionPermissions.RunsBillsOf(asked.Caller, account.School)) return KernelProblems.Forbidden;
        return command.Reason.Trim().Length is 0 or > MaxReasonLength ? TuitionProblems.NotValid([TuitionProblems.Required("reason")]) : null;
    }
}
