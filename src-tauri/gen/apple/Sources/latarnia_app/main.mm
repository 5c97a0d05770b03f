#import <UIKit/UIKit.h>

#include "bindings/bindings.h"

/// Whatever the app writes lies below this folder: it is in no backup, and closed while the phone is locked.
static void closeTheDataFolder() {
    NSFileManager *files = NSFileManager.defaultManager;
    NSURL *folder = [files URLForDirectory:NSApplicationSupportDirectory
                                  inDomain:NSUserDomainMask
                         appropriateForURL:nil
                                    create:YES
                                     error:nil];
    NSError *error = nil;
    BOOL isClosed = [folder setResourceValue:@YES forKey:NSURLIsExcludedFromBackupKey error:&error] &&
                    [files setAttributes:@{NSFileProtectionKey : NSFileProtectionComplete}
                            ofItemAtPath:folder.path
                                   error:&error];
    if (!isClosed) NSLog(@"the data folder could not be closed: %@", error);
}

/// The picture the system takes for the list of recent apps shows a dark screen.
static void coverWhenLeft() {
    static UIView *cover = nil;
    NSNotificationCenter *told = NSNotificationCenter.defaultCenter;
    [told addObserverForName:UIApplicationWillResignActiveNotification
                      object:nil
                       queue:NSOperationQueue.mainQueue
                  usingBlock:^(NSNotification *) {
                    UIWindow *window = UIApplication.sharedApplication.windows.firstObject;
                    if (window == nil || cover != nil) return;
                    cover = [[UIView alloc] initWithFrame:window.bounds];
                    cover.autoresizingMask = UIViewAutoresizingFlexibleWidth | UIViewAutoresizingFlexibleHeight;
                    cover.backgroundColor = [UIColor colorWithRed:0x0f / 255.0
                                                            green:0x13 / 255.0
                                                             blue:0x16 / 255.0
                                                            alpha:1];
                    [window addSubview:cover];
                  }];
    [told addObserverForName:UIApplicationDidBecomeActiveNotification
                      object:nil
                       queue:NSOperationQueue.mainQueue
                  usingBlock:^(NSNotification *) {
                    [cover removeFromSuperview];
                    cover = nil;
                  }];
}

int main() {
    @autoreleasepool {
        closeTheDataFolder();
        coverWhenLeft();
    }
    ffi::start_app();
    return 0;
}
