/* Only for trials under Wine 8, never shipped: bcryptprimitives.dll with the one function that cryptography asks for, which Windows 10 has
   and that Wine lacks. The bytes are the system's own random ones. */
#include <windows.h>

#define MOST 0x10000000u /* bytes asked for at once: the system's function counts in 32 bits */

BOOLEAN NTAPI SystemFunction036(void *bytes, ULONG count);

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *bytes, SIZE_T count) {
    while (count) {
        ULONG part = count < MOST ? (ULONG)count : MOST;
        if (!SystemFunction036(bytes, part)) return FALSE;
        bytes += part;
        count -= part;
    }
    return TRUE;
}
