using PublicServices.Finance;

namespace PublicServices.Infra.Statements;

/// <summary>Compares an account as a bank prints it with the source a statement was given for.</summary>
internal static class AccountText
{
    /// <summary>True when the printed account ends with the digits of ours: banks put their own code before it, and spaces in it.</summary>
    public static bool IsOf(StatementSource source, string printed)
    {
        var ours = Digits(source.Name[(source.Name.LastIndexOf('-') + 1)..]);
        return ours.Length > 0 && Digits(printed).EndsWith(ours, StringComparison.Ordinal);
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
