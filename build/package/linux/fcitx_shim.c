/* Functions that Debian 13's fcitx plugin for Qt 6.8 refers to and that older systems' C++ library lacks: both only ever end the program.
   With QT_6_8_0 also the one function of Qt that got its return value after 6.8.0. */
#include <stdlib.h>

void _ZSt28__throw_bad_array_new_lengthv(void) { abort(); }
void __cxa_call_terminate(void *exception) { (void)exception; abort(); }

#ifdef QT_6_8_0
/* void QWindowSystemInterface::handleContextMenuEvent(QWindow *, bool, const QPoint &, const QPoint &, Qt::KeyboardModifiers) */
extern void earlier(void *window, _Bool by_mouse, const void *place, const void *global_place, int modifiers)
    __asm__("_ZN22QWindowSystemInterface22handleContextMenuEventEP7QWindowbRK6QPointS4_6QFlagsIN2Qt16KeyboardModifierEE")
    __attribute__((weak));

_Bool later(void *window, _Bool by_mouse, const void *place, const void *global_place, int modifiers)
    __asm__("_ZN22QWindowSystemInterface22handleContextMenuEventINS_15DefaultDeliveryEEEbP7QWindowbRK6QPointS6_6QFlagsIN2Qt16KeyboardModifierEE");

_Bool later(void *window, _Bool by_mouse, const void *place, const void *global_place, int modifiers) {
    if (earlier) earlier(window, by_mouse, place, global_place, modifiers);
    return 1;
}
#endif
