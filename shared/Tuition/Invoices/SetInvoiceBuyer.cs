using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Who a pupil's invoices are made out to, where it is not simply the pupil.</summary>
/// <param name="Name">Null for the pupil's name.</param>
/// <param name="TaxCode">Of an organisation; it then has a name and an address.</param>
/// <param name="Email">Null for the guardian's.</param>
public sealed record BuyerDetails(string? Name, string? TaxCode, PersonalNumber? PersonalNumber, string? Address, string? Email);

/// <summary>The same as it came.</summary>
public sealed record SetInvoiceBuyer(RecordId Account, string? Name, string? TaxCode, string? PersonalNumber, string? Address, string? Email);

/// <summary>Families and the school say who invoices to come are made out to.</summary>
public sealed class SetInvoiceBuyerHandler(StudentAccounts accounts)
{
    private const int MaxEmailLength = 50;

    /// <returns><c>PS-003</c> for those who do not see the account, <c>TUITION-001</c> with every field that is wrong.</returns>
    public async ValueTask<Result<AccountAnswer>> HandleAsync(SetInvoiceBuyer command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not (Role.Family or Role.School)) return KernelProblems.Forbidden;
        if (!Check(command).Succeeded(out var buyer, out var wrong)) return wrong;
        return await accounts.ChangeSeenAsync(
            command.Account,
            asked,
            (loaded, stem) =>
            {
                if (loaded.State!.Buyer == buyer) return (Change<StudentAccount>?)null;
                var posting = new AccountPosting(loaded, loaded.State, asked, stem);
                posting.Describe(before => before with { Buyer = buyer });
                return posting.Close("invoice-buyer");
            },
            cancellationToken);
    }

    private static Result<BuyerDetails> Check(SetInvoiceBuyer command)
    {
        var faults = new List<FieldProblem>();
        string? taxCode = null;
        PersonalNumber? personalNumber = null;
        if (!string.IsNullOrWhiteSpace(command.TaxCode) && !TaxCode.TryParse(command.TaxCode, out taxCode))
            faults.Add(TuitionProblems.NotRight("taxCode", "mã số thuế", "a tax code"));
        if (!string.IsNullOrWhiteSpace(command.PersonalNumber))
        {
            if (PersonalNumber.TryParse(command.PersonalNumber, out var number)) personalNumber = number;
            else faults.Add(TuitionProblems.NotRight("personalNumber", "12 chữ số", "12 digits"));
        }

        var isOrganisation = taxCode is not null;
        var buyer = new BuyerDetails(
            InvoiceText.Read("name", command.Name, KeepInvoiceSettings.MaxTextLength, isOrganisation, faults),
            taxCode,
            personalNumber,
            InvoiceText.Read("address", command.Address, KeepInvoiceSettings.MaxTextLength, isOrganisation, faults),
            InvoiceText.Read("email", command.Email, MaxEmailLength, isNeeded: false, faults));
        return faults.Count > 0 ? TuitionProblems.NotValid(faults) : buyer;
    }
}
