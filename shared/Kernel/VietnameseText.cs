using System.Collections.Frozen;
using System.Text;

namespace PublicServices.Kernel;

/// <summary>Vietnamese letters as people compare them.</summary>
/// <remarks>A table of our own, so that the answer does not depend on a Unicode library being installed.</remarks>
public static class VietnameseText
{
    private static readonly FrozenDictionary<char, char> Bare = new[]
    {
        "aàáảãạăằắẳẵặâầấẩẫậ",
        "dđ",
        "eèéẻẽẹêềếểễệ",
        "iìíỉĩị",
        "oòóỏõọôồốổỗộơờớởỡợ",
        "uùúủũụưừứửữự",
        "yỳýỷỹỵ",
    }.SelectMany(letters => letters.Skip(1).Select(letter => (letter, letters[0]))).ToFrozenDictionary(pair => pair.letter, pair => pair.Item2);

    /// <summary>Lower-case letters and digits only, without accents: <c>Ngày sinh</c>, <c>NGAY SINH</c> and <c>ngay_sinh</c> are one.</summary>
    /// <param name="text">Composed or decomposed; other languages' letters stay as they are.</param>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c)) continue;
            var lower = char.ToLowerInvariant(c);
            plain.Append(Bare.GetValueOrDefault(lower, lower));
        }

        return plain.ToString();
    }
}
