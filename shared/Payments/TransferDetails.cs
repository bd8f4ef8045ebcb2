namespace PublicServices.Payments;

/// <summary>Where and with which words a payer transfers money, as it was shown when the attempt was opened.</summary>
/// <param name="BankName">The bank, for people.</param>
/// <param name="Account">Account number.</param>
/// <param name="AccountName">Whose account it is, as the payer's bank shows it.</param>
/// <param name="Memo">What must stand in the transfer; see <see cref="TransferMemo"/>.</param>
/// <param name="QrText">The same as a banking application scans it.</param>
public sealed record TransferDetails(string BankName, string Account, string AccountName, string Memo, string QrText);
