namespace PublicServices.Kernel;

/// <summary>Text that came from outside, before anything else looks at it.</summary>
public static class UnicodeText
{
    /// <summary>True when every character is one: no half of a surrogate pair, and neither U+FFFE nor U+FFFF.</summary>
    /// <param name="text">As it came; JSON can carry characters that do not exist.</param>
    /// <remarks>Normalising throws on what is not sound, so this is asked first.</remarks>
    public static bool IsSound(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF') return false;
        }

        return true;
    }
}
